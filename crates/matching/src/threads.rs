//! Asking about many on several threads.

/// Fewer askers than this are not worth a thread.
const WORTH_A_THREAD: usize = 1 << 10;

/// Asks about many on so many threads at most; the answers come in order, whatever their number.
pub(crate) fn in_parts<T: Sync, A: Send>(
    threads: usize,
    all: &[T],
    ask: impl Fn(&[T]) -> Vec<A> + Sync,
) -> Vec<A> {
    let threads = threads.min(all.len() / WORTH_A_THREAD).max(1);
    std::thread::scope(|scope| {
        let mut parts = all.chunks(all.len().div_ceil(threads).max(1));
        let first = parts.next().unwrap_or(&[]);
        let ask = &ask;
        let others: Vec<_> = parts.map(|part| scope.spawn(move || ask(part))).collect();
        let mut answers = ask(first);
        for other in others {
            match other.join() {
                Ok(more) => answers.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        answers
    })
}
