//! The posts of a field, sorted into rows.
//!
//! A row holds posts of one site, or of a few small ones; within it, posts of one *column* stand together: of one
//! trade, and alike in whether they ask for skill in it. Each row has its own part of every layer, so it can be looked at, and
//! be set anew, without the others.

use super::layers::Layers;
use super::limits::members;
use super::places::Places;
use super::worth::Worth;
use crate::post::Post;
use crate::run::Instance;
use domain::coded::Coded;
use domain::skill::Skills;
use domain::word_set::WordSet;
use domain::words::{Certificate, Trade};
use std::collections::HashMap;
use std::ops::Range;

/// Columns of a row.
pub(super) const COLUMNS: usize = 40;

/// Words of 64 posts in a row.
pub(super) const WORDS: usize = 4;

/// Slots of a row.
pub(super) const SLOTS: usize = 64 * WORDS;

/// Posts that make a row worth while.
const FEWEST: usize = 192;

/// The slot of a post that is closed to everybody.
pub(super) const NOWHERE: u32 = u32::MAX;

/// Some posts of a row, as bits.
pub(super) type Posts = [u64; WORDS];

/// Some posts next to each other.
pub(super) struct Row {
    /// The sites that it spans.
    pub sites: Range<usize>,
    /// How many posts it holds; the slots after them are empty.
    pub posts: usize,
    /// Where the posts of each column begin, and the last end.
    starts: [u16; COLUMNS + 1],
}

impl Row {
    /// The places of the posts of some columns.
    pub(super) fn of_columns(&self, columns: Range<usize>) -> Range<usize> {
        usize::from(self.starts[columns.start])..usize::from(self.starts[columns.end])
    }
}

/// A range of posts as bits.
pub(super) fn among(range: Range<usize>) -> Posts {
    std::array::from_fn(|word| {
        let up_to = |end: usize| match end.saturating_sub(64 * word) {
            64.. => u64::MAX,
            end => (1 << end) - 1,
        };
        up_to(range.end) & !up_to(range.start)
    })
}

/// The posts, where they stand, and whom each layer lets pass.
pub(super) struct Board {
    pub layers: Layers,
    pub rows: Vec<Row>,
    /// What is known of the post in each slot.
    pub worths: Vec<Worth>,
    /// The slot of each post.
    pub slot_of: Vec<u32>,
    /// The column of each slot.
    pub columns: Vec<u8>,
    /// Row by row, all layers.
    bits: Vec<Posts>,
    /// What the strict posts ask for, by slot.
    strict: HashMap<usize, (WordSet<Certificate>, Skills)>,
}

impl Board {
    /// Sorts some posts, none of which is shut; `worth` tells what is kept of each.
    pub(super) fn new(
        instance: &Instance<'_>,
        places: &Places,
        mut order: Vec<u32>,
        mut worth: impl FnMut(u32) -> Worth,
    ) -> Self {
        let posts = instance.posts;
        let site = |post: &Post| places.site(post.workplace, post.kind).unwrap_or(0);
        order.sort_by_cached_key(|at| {
            let post = &posts[*at as usize];
            let certificate = post.required_certificates.iter().next();
            (site(post), column(post), certificate, post.schooling_min)
        });
        let open = order.iter().map(|at| &posts[*at as usize]);
        let mut board = Self {
            layers: Layers::new(open.clone(), instance.on),
            rows: Vec::new(),
            worths: Vec::new(),
            slot_of: vec![NOWHERE; posts.len()],
            columns: Vec::new(),
            bits: Vec::new(),
            strict: HashMap::new(),
        };
        let mut rest = order.as_slice();
        let sites: Vec<usize> = open.map(site).collect();
        while !rest.is_empty() {
            let length = row_length(&sites[order.len() - rest.len()..]);
            let (row, others) = rest.split_at(length);
            let mut row = row.to_vec();
            row.sort_by_key(|at| column(&posts[*at as usize]));
            board.push_row(&row, posts, &mut worth);
            rest = others;
        }
        board
    }

    fn push_row(&mut self, numbers: &[u32], posts: &[Post], worth: &mut impl FnMut(u32) -> Worth) {
        let first = self.rows.len() * SLOTS;
        let mut bits = vec![Posts::default(); self.layers.len()];
        for (at, number) in numbers.iter().enumerate() {
            let post = &posts[*number as usize];
            for layer in self.layers.of(post) {
                bits[layer][at / 64] |= 1 << (at % 64);
                if layer == self.layers.strict() {
                    let asked = (post.required_certificates, post.required_skills);
                    self.strict.insert(first + at, asked);
                }
            }
            self.slot_of[*number as usize] = u32::try_from(first + at).unwrap_or(NOWHERE);
            self.worths.push(worth(*number));
            self.columns.push(u8::try_from(column(post)).unwrap_or(0));
        }
        let sites = self.worths[first..].iter().map(|worth| worth.site as usize);
        let (least, most) = sites.fold((usize::MAX, 0), |(least, most), site| {
            (least.min(site), most.max(site))
        });
        let columns = &self.columns[first..];
        let start = |column: usize| {
            let start = columns.partition_point(|at| usize::from(*at) < column);
            u16::try_from(start).unwrap_or(u16::MAX)
        };
        self.rows.push(Row {
            sites: least..most + 1,
            posts: numbers.len(),
            starts: std::array::from_fn(start),
        });
        self.bits.extend(bits);
        self.worths.resize(first + SLOTS, Worth::default());
        self.columns.resize(first + SLOTS, 0);
    }

    /// The slots of a set of posts, row by row.
    pub(super) fn slots_of(&self, among: &[u64]) -> Vec<Posts> {
        let mut slots = vec![Posts::default(); self.rows.len()];
        for post in members(among.iter().copied()) {
            match self.slot_of.get(post as usize) {
                None | Some(&NOWHERE) => {}
                Some(slot) => {
                    let slot = *slot as usize;
                    slots[slot / SLOTS][slot % SLOTS / 64] |= 1 << (slot % 64);
                }
            }
        }
        slots
    }

    /// All layers of a row.
    pub(super) fn layers_of(&self, row: usize) -> &[Posts] {
        let layers = self.layers.len();
        &self.bits[row * layers..(row + 1) * layers]
    }

    /// What the strict post in a slot asks for.
    pub(super) fn asked(&self, slot: usize) -> Option<&(WordSet<Certificate>, Skills)> {
        self.strict.get(&slot)
    }
}

/// How many of the next posts make a row, by the sites of all that are left: a few small sites, or an
/// even part of a large one.
fn row_length(sites: &[usize]) -> usize {
    let of_site = |from: usize| sites[from..].partition_point(|site| *site == sites[from]);
    let mut end = of_site(0);
    if end > SLOTS {
        return end.div_ceil(end.div_ceil(SLOTS));
    }
    while end < sites.len().min(FEWEST) && end + of_site(end) <= SLOTS {
        end += of_site(end);
    }
    end
}

/// The columns of a trade: of posts that ask for no skill in it, and of those that do.
pub(super) fn columns_of(trade: Trade) -> [usize; 2] {
    [trade.place(), trade.place() + Trade::ALL.len()]
}

/// The trade, and whether the post asks for skill in it.
pub(super) fn column(post: &Post) -> usize {
    let asks = post.required_skills.level(post.trade) > 0;
    columns_of(post.trade)[usize::from(asks)]
}
