//! Asking about many on several threads.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Fewer askers than this are not worth a thread.
const WORTH_A_THREAD: usize = 1 << 10;

/// So many pieces of work for each thread, so that none waits long for the last.
const PIECES: usize = 16;

/// Asks about many on so many threads at most; the answers come in order, whatever their number.
pub(crate) fn in_parts<T: Sync, A: Send>(
    threads: usize,
    all: &[T],
    ask: impl Fn(&[T]) -> Vec<A> + Sync,
) -> Vec<A> {
    in_ranges(threads, all.len(), |range| ask(&all[range]))
}

/// The same about the numbers below `many`.
pub(crate) fn in_ranges<A: Send>(
    threads: usize,
    many: usize,
    ask: impl Fn(Range<usize>) -> Vec<A> + Sync,
) -> Vec<A> {
    let threads = threads.min(many / WORTH_A_THREAD).max(1);
    in_pieces(threads, threads * PIECES, many, ask)
}

/// The same on just so many threads, in so many pieces of equal length: whoever is done early takes the next.
pub(crate) fn in_pieces<A: Send>(
    threads: usize,
    pieces: usize,
    many: usize,
    ask: impl Fn(Range<usize>) -> Vec<A> + Sync,
) -> Vec<A> {
    if threads <= 1 {
        return ask(0..many);
    }
    let length = many.div_ceil(pieces).max(1);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let start = next.fetch_add(length, Ordering::Relaxed);
            if start >= many {
                return done;
            }
            done.push((start, ask(start..many.min(start + length))));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(start, _)| *start);
    let mut answers = Vec::with_capacity(done.iter().map(|(_, piece)| piece.len()).sum());
    for (_, mut piece) in done {
        answers.append(&mut piece);
    }
    answers
}
