//! Threads that hash passwords, and the line before them.
//!
//! Each hash takes 19 MiB and a core for a while. Two threads of their own leave room for everybody else, and memory is
//! taken in two places only: allocators keep what a thread has given back, and there may be hundreds of threads.

use crate::error::Error;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};
use tokio::sync::{Semaphore, oneshot};

/// How many hash at the same time.
const THREADS: usize = 2;

/// How many may be at it or wait for their turn. Whoever comes then is told so at once: in a longer line nobody waits
/// until the end.
static LINE: Semaphore = Semaphore::const_new(100);

/// How often something was hashed.
static HASHED: AtomicU64 = AtomicU64::new(0);

type Work = Box<dyn FnOnce() + Send>;

/// Hands work to the threads; none where the system gives no thread.
static HASHERS: LazyLock<Option<Sender<Work>>> = LazyLock::new(|| {
    let (hand, work) = channel();
    let work = Arc::new(Mutex::new(work));
    let begun = (0..THREADS).filter(|_| {
        let work = Arc::clone(&work);
        let thread = thread::Builder::new().name("hashing".into());
        thread.spawn(move || hash(&work)).is_ok()
    });
    (begun.count() > 0).then_some(hand)
});

fn hash(work: &Mutex<Receiver<Work>>) {
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(next) = next else { return };
        // Whoever waits hears that nothing came of it; the thread goes on.
        drop(catch_unwind(AssertUnwindSafe(next)));
    }
}

/// How often this process has hashed something since it began: what guessing has cost it.
#[must_use]
pub fn hashed() -> u64 {
    HASHED.load(Ordering::Relaxed)
}

/// Waits for one's turn at hashing, and for what comes of it.
///
/// # Errors
/// [`Error::Unavailable`] where too many wait already.
pub(super) async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let _place = LINE.try_acquire().map_err(|_| Error::Unavailable)?;
    let hashers = HASHERS.as_ref().ok_or(Error::Unavailable)?;
    let (tell, told) = oneshot::channel();
    let work: Work = Box::new(move || {
        // Nobody waits any more: it need not be done.
        if !tell.is_closed() {
            HASHED.fetch_add(1, Ordering::Relaxed);
            drop(tell.send(work()));
        }
    });
    hashers.send(work).map_err(|_| Error::Unavailable)?;
    told.await.map_err(Error::internal)
}
