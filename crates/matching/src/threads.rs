//! Asking about many on several threads.

use std::ops::Range;

/// Fewer askers than this are not worth a thread.
const WORTH_A_THREAD: usize = 1 << 10;

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
    let length = many.div_ceil(threads);
    let range = |part: usize| (part * length).min(many)..((part + 1) * length).min(many);
    std::thread::scope(|scope| {
        let ask = &ask;
        let others: Vec<_> = (1..threads)
            .map(|part| scope.spawn(move || ask(range(part))))
            .collect();
        let mut answers = ask(range(0));
        for other in others {
            match other.join() {
                Ok(more) => answers.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        answers
    })
}
