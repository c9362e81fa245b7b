//! Cells merged over several rows: the value stands in the first row only, but holds for all.

use domain::form::Cell;

use crate::cells::Row;

/// More merged columns than a full sheet of households has.
pub(crate) const SPANS_MOST: usize = 1_000_000;

/// One column of a merged region: rows `first..=last`, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) column: usize,
    pub(crate) first: u32,
    pub(crate) last: u32,
}

/// Fills merged cells down while the rows pass by in order.
#[derive(Debug, Default)]
pub(crate) struct Merges {
    /// Later ones first, so that the next one is at the end.
    coming: Vec<Span>,
    /// What holds at the moment: at most one value a column, for regions do not overlap.
    holding: Vec<(Span, Cell)>,
}

impl Merges {
    pub(crate) fn new(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable_by_key(|span| (span.column, span.first));
        // No program lets regions overlap; of those that do, the upper one holds.
        let mut above: Option<Span> = None;
        spans.retain(|span| {
            let is_free =
                above.is_none_or(|above| above.column < span.column || above.last < span.first);
            let is_kept = span.first < span.last && is_free;
            if is_kept {
                above = Some(*span);
            }
            is_kept
        });
        spans.sort_unstable_by_key(|span| std::cmp::Reverse(span.first));
        Self {
            coming: spans,
            holding: Vec::new(),
        }
    }

    /// Fills the empty cells of a row from the merged cells that reach into it.
    pub(crate) fn fill(&mut self, row: &mut Row) {
        self.holding.retain(|(span, _)| span.last >= row.number);
        while let Some(span) = self.coming.pop_if(|span| span.first <= row.number) {
            let value = row
                .cells
                .get(span.column)
                .filter(|value| **value != Cell::Empty);
            if let Some(value) = value.filter(|_| span.first == row.number) {
                self.holding.push((span, value.clone()));
            }
        }
        for (span, value) in &self.holding {
            if row.cells.len() <= span.column {
                row.cells.resize(span.column + 1, Cell::Empty);
            }
            let cell = &mut row.cells[span.column];
            if *cell == Cell::Empty {
                cell.clone_from(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, texts: &[&str]) -> Row {
        Row {
            number,
            cells: texts
                .iter()
                .map(|text| crate::cells::text_cell(text))
                .collect(),
        }
    }

    #[test]
    fn a_value_holds_for_the_rows_it_is_merged_over_and_no_further() {
        let mut merges = Merges::new(vec![
            Span {
                column: 1,
                first: 2,
                last: 3,
            },
            Span {
                column: 0,
                first: 9,
                last: 9,
            },
        ]);
        let mut filled = Vec::new();
        for mut row in [
            row(1, &["a"]),
            row(2, &["b", "红旗镇"]),
            row(3, &["c"]),
            row(4, &["d"]),
        ] {
            merges.fill(&mut row);
            filled.push(row.cells.get(1).cloned());
        }
        let town = Some(Cell::Text("红旗镇".to_owned()));
        assert_eq!(filled, [None, town.clone(), town, None]);
    }

    #[test]
    fn overlapping_regions_hold_one_value_a_column() {
        let spans = (0..1000)
            .map(|_| Span {
                column: 0,
                first: 1,
                last: 50_000,
            })
            .collect();
        let mut merges = Merges::new(spans);
        merges.fill(&mut row(1, &["x"]));
        assert_eq!(merges.holding.len(), 1);
    }
}
