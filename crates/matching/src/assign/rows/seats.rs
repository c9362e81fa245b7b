//! The seats of all posts, in one list: who sits there, and what they would pay before leaving.

use super::unit::Unit;

#[cfg(test)]
mod tests;

/// Openings beyond these many times the people are not worth a seat each without asking who could come.
const GENEROUS: usize = 2;

/// So many bids stand below each other one: they lie side by side, and half as many steps lead down as with two.
const BRANCHES: usize = 4;

/// A post's part of the list.
#[derive(Clone, Copy)]
struct Post {
    first: u32,
    taken: u32,
    openings: u32,
}

/// Each post's bids are a heap, the lowest first.
pub(super) struct Seats<P: Unit> {
    posts: Vec<Post>,
    bids: Vec<P::Bid>,
}

/// What a bid came to.
pub(super) enum Taken {
    Free,
    /// Somebody had to leave, or was refused.
    From(u32),
}

impl<P: Unit> Seats<P> {
    /// Empty seats for those who could come: `suitors` tells how many have each post in their row.
    pub(super) fn new(openings: &[u32], people: usize, suitors: impl FnOnce() -> Vec<u32>) -> Self {
        let most = u32::try_from(people).unwrap_or(u32::MAX);
        let all: usize = openings.iter().map(|of| (*of).min(most) as usize).sum();
        let needed = if all > GENEROUS * people {
            suitors()
        } else {
            vec![most; openings.len()]
        };
        let mut first = 0;
        let seats = openings.iter().zip(needed).map(|(&openings, needed)| {
            let post = Post {
                first,
                taken: 0,
                openings,
            };
            first += openings.min(needed);
            post
        });
        let posts = seats.collect();
        Self {
            posts,
            bids: vec![P::NO_BID; first as usize],
        }
    }

    #[inline]
    pub(super) fn openings(&self, post: usize) -> u32 {
        self.posts[post].openings
    }

    #[inline]
    pub(super) fn taken(&self, post: usize) -> u32 {
        self.posts[post].taken
    }

    #[inline]
    pub(super) fn is_full(&self, post: usize) -> bool {
        self.posts[post].taken == self.posts[post].openings
    }

    /// No more people than this have an opening.
    pub(super) fn most_people(&self) -> usize {
        self.posts.iter().map(|post| post.openings as usize).sum()
    }

    /// Takes note that somebody came, whose bid nobody will ask for.
    pub(super) fn come(&mut self, post: usize) {
        self.posts[post].taken += 1;
    }

    /// Takes note that somebody left.
    pub(super) fn leave(&mut self, post: usize) {
        self.posts[post].taken -= 1;
    }

    /// Everybody leaves.
    pub(super) fn clear(&mut self) {
        self.posts.iter_mut().for_each(|post| post.taken = 0);
    }

    /// Somebody sits down at a post with an opening left; [`Seats::order`] has to come before the next bid.
    pub(super) fn keep(&mut self, post: usize, bid: P::Bid) {
        let post = &mut self.posts[post];
        self.bids[(post.first + post.taken) as usize] = bid;
        post.taken += 1;
    }

    /// Puts the bids of a post in order.
    pub(super) fn order(&mut self, post: usize) {
        let heap = self.heap(post);
        for place in (0..heap.len().div_ceil(BRANCHES)).rev() {
            sink(heap, place);
        }
    }

    /// Takes a bid; at a full post the lowest one goes, the newcomer's if it is theirs.
    #[inline]
    pub(super) fn bid(&mut self, post: usize, bid: P::Bid) -> Taken {
        if self.is_full(post) {
            let heap = self.heap(post);
            let lowest = heap[0];
            if bid < lowest {
                return Taken::From(P::person(bid));
            }
            heap[0] = bid;
            sink(heap, 0);
            Taken::From(P::person(lowest))
        } else {
            self.keep(post, bid);
            rise(self.heap(post));
            Taken::Free
        }
    }

    /// The lowest bid at a full post that takes anybody.
    #[inline]
    pub(super) fn lowest(&self, post: usize) -> Option<P> {
        let Post {
            first,
            taken,
            openings,
        } = self.posts[post];
        (taken == openings && taken > 0).then(|| P::limit(self.bids[first as usize]))
    }

    /// Everybody who sits, with their post.
    pub(super) fn sitting(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        (0..).zip(&self.posts).flat_map(|(number, post)| {
            let seats = post.first as usize..(post.first + post.taken) as usize;
            let people = self.bids[seats].iter().map(|bid| P::person(*bid));
            people.map(move |person| (person, number))
        })
    }

    fn heap(&mut self, post: usize) -> &mut [P::Bid] {
        let Post { first, taken, .. } = self.posts[post];
        &mut self.bids[first as usize..(first + taken) as usize]
    }
}

/// Moves the bid at a place down to where it belongs.
#[inline]
fn sink<B: Copy + Ord>(heap: &mut [B], mut place: usize) {
    let bid = heap[place];
    while let Some(lower) = lowest_below(heap, place) {
        if bid <= heap[lower] {
            break;
        }
        heap[place] = heap[lower];
        place = lower;
    }
    heap[place] = bid;
}

/// Where the lowest of the bids below a place is.
#[inline]
fn lowest_below<B: Copy + Ord>(heap: &[B], place: usize) -> Option<usize> {
    let first = BRANCHES * place + 1;
    (first..heap.len().min(first + BRANCHES)).min_by_key(|below| heap[*below])
}

/// Moves the last bid up to where it belongs.
#[inline]
fn rise<B: Copy + Ord>(heap: &mut [B]) {
    let mut place = heap.len() - 1;
    let bid = heap[place];
    while place > 0 {
        let above = (place - 1) / BRANCHES;
        if heap[above] <= bid {
            break;
        }
        heap[place] = heap[above];
        place = above;
    }
    heap[place] = bid;
}
