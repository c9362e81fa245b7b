//! A list whose memory follows the entries that are named, not the highest number among them.

/// How many entries are made at a time.
const PAGE: usize = 1 << 8;

/// Entries by number; those never named have their default.
#[derive(Default)]
pub(super) struct Pages<T> {
    pages: Vec<Option<Box<[T]>>>,
}

impl<T: Copy + Default> Pages<T> {
    /// The entry of a number, made if it is not there.
    pub(super) fn entry(&mut self, number: u32) -> &mut T {
        let number = number as usize;
        if self.pages.len() <= number / PAGE {
            self.pages.resize_with(number / PAGE + 1, || None);
        }
        let page = self.pages[number / PAGE].get_or_insert_with(|| vec![T::default(); PAGE].into());
        &mut page[number % PAGE]
    }

    /// The entry of a number.
    pub(super) fn get(&self, number: u32) -> T {
        let number = number as usize;
        let page = self.pages.get(number / PAGE).and_then(Option::as_ref);
        page.map_or_else(T::default, |page| page[number % PAGE])
    }

    /// All entries that may differ from the default, with their numbers, ascending.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (u32, &mut T)> {
        let pages = (0..).step_by(PAGE).zip(&mut self.pages);
        pages.flat_map(|(start, page)| (start..).zip(page.iter_mut().flatten()))
    }
}
