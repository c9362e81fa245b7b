//! Connections on which nothing goes on: each is closed after a while, whatever its client waits with.
//!
//! The server of HTTP waits in time for the first head on a connection, and whoever reads a body for its next piece. For a later
//! head that was begun, and for the rest of a chunked body that nobody reads any more, nobody else looks at the clock.

use actix_web::{
    body::{BodySize, BoxBody, MessageBody},
    dev::Extensions,
    rt::{net::TcpStream as Io, spawn, task::JoinHandle},
    web::Bytes,
};
use std::{
    any::Any,
    cell::Cell,
    net::{Shutdown, TcpStream},
    os::fd::AsFd,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// A connection for as long as the server holds it.
#[derive(Debug)]
pub struct Connection {
    requests: Rc<Requests>,
    watch: JoinHandle<()>,
}

/// What goes on on a connection.
#[derive(Debug)]
struct Requests {
    under_way: Cell<u32>,
    quiet_since: Cell<Instant>,
}

/// A request that is not answered to its last byte yet.
#[derive(Debug)]
pub struct UnderWay(Rc<Requests>);

impl Connection {
    /// Watches a connection that was just made, to be kept beside it; it is closed once nothing went on on it for so long.
    pub fn watch(io: &dyn Any, beside: &mut Extensions, patience: Duration) {
        let Some(io) = io.downcast_ref::<Io>() else {
            return;
        };
        // Where the system has no more to give, the connection goes unwatched.
        let Ok(socket) = io.as_fd().try_clone_to_owned() else {
            return;
        };
        let requests = Rc::new(Requests {
            under_way: Cell::new(0),
            quiet_since: Cell::new(Instant::now()),
        });
        let watch = spawn(close(socket.into(), Rc::clone(&requests), patience));
        beside.insert(Self { requests, watch });
    }

    /// A request begins on it.
    #[must_use]
    pub fn begin(&self) -> UnderWay {
        let requests = Rc::clone(&self.requests);
        requests.under_way.set(requests.under_way.get() + 1);
        UnderWay(requests)
    }
}

/// Closes a connection when it has been quiet for long enough.
async fn close(socket: TcpStream, requests: Rc<Requests>, patience: Duration) {
    let mut wait = patience;
    loop {
        sleep(wait).await;
        let quiet = match requests.under_way.get() {
            0 => requests.quiet_since.get().elapsed(),
            _ => Duration::ZERO,
        };
        wait = patience.saturating_sub(quiet);
        if wait.is_zero() {
            // It may be closed already.
            drop(socket.shutdown(Shutdown::Both));
            return;
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // With it goes its hold on the socket, which would keep the other side waiting.
        self.watch.abort();
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.set(self.0.under_way.get() - 1);
        self.0.quiet_since.set(Instant::now());
    }
}

/// What is answered, which is under way until all of it was taken.
#[derive(Debug)]
pub struct Answered {
    body: BoxBody,
    _under_way: Option<UnderWay>,
}

impl Answered {
    /// What is answered to a request.
    #[must_use]
    pub fn new(body: BoxBody, under_way: Option<UnderWay>) -> Self {
        Self {
            body,
            _under_way: under_way,
        }
    }
}

impl MessageBody for Answered {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}
