//! A mail server on a real socket that takes everything, except where its script says otherwise.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

/// What is read from and written to, safe or not.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// When a connection becomes safe.
#[derive(Clone)]
enum Safety {
    Never,
    /// From the first byte.
    Wrapped(TlsAcceptor),
    /// At STARTTLS; nothing else is taken before.
    Upgraded(TlsAcceptor),
}

/// What goes wrong with the next letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The connection is closed before a word.
    HangUp,
    /// The password is wrong (535).
    WrongPassword,
    /// The server has no time for anybody (421).
    Busy,
    /// The server wants nobody (554).
    TurnAway,
    /// The letter is wanted later (451).
    NotNow,
    /// The letter is never wanted (550), with the address in the answer.
    Never,
    /// The whole letter has come, and no answer follows.
    Stall,
    /// The letter is taken, and the answer comes when the test says so.
    Late,
    /// The whole letter has come, and is wanted later (451).
    NotNowAfterAll,
    /// The connection breaks within the letter.
    CutBeforeDot,
    /// The letter is taken; the connection breaks before that is said.
    CutAfterDot,
    /// The letter is taken and that is said; then the connection is closed.
    CloseAfter,
}

/// A letter that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// To whom, in angle brackets.
    pub to: String,
    /// Everything behind `DATA`.
    pub data: String,
}

impl Taken {
    /// A header, unfolded.
    pub fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        let line = self.data.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap_or_default()
    }

    /// Its stable name.
    pub fn message_id(&self) -> &str {
        self.header("Message-ID")
    }
}

#[derive(Default)]
struct State {
    script: VecDeque<Trouble>,
    taken: Vec<Taken>,
    late: Arc<Notify>,
    traffic: watch::Sender<Traffic>,
}

/// What was heard so far, and on how many connections somebody may still speak.
#[derive(Clone, Copy, Default)]
struct Traffic {
    words: usize,
    open: usize,
}

/// A connection, for as long as it is served.
struct Open(Arc<Mutex<State>>);

impl Open {
    fn counted(state: &Arc<Mutex<State>>) -> Self {
        lock(state).traffic.send_modify(|now| now.open += 1);
        Self(Arc::clone(state))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        lock(&self.0).traffic.send_modify(|now| now.open -= 1);
    }
}

/// A running server; nobody answers any more once it is dropped.
pub struct Sink {
    pub port: u16,
    state: Arc<Mutex<State>>,
    accepting: JoinHandle<()>,
}

impl Sink {
    /// On a free port.
    pub async fn start() -> Self {
        Self::at(0).await
    }

    /// On this port.
    pub async fn at(port: u16) -> Self {
        Self::speaking(port, Safety::Never).await
    }

    /// On a free port, with TLS from the first byte.
    pub async fn safe(tls: TlsAcceptor) -> Self {
        Self::speaking(0, Safety::Wrapped(tls)).await
    }

    /// On a free port, taking nothing before STARTTLS.
    pub async fn becoming_safe(tls: TlsAcceptor) -> Self {
        Self::speaking(0, Safety::Upgraded(tls)).await
    }

    async fn speaking(port: u16, safety: Safety) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await;
        let listener = listener.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (shared, safety) = (Arc::clone(&shared), safety.clone());
                let open = Open::counted(&shared);
                // Whoever hangs up in the middle is no failure of the server.
                tokio::spawn(async move {
                    let _open = open;
                    match safety {
                        Safety::Never => serve(Box::new(stream), None, shared).await,
                        Safety::Wrapped(tls) => {
                            let stream = tls.accept(stream).await?;
                            serve(Box::new(stream), None, shared).await
                        }
                        Safety::Upgraded(tls) => serve(Box::new(stream), Some(tls), shared).await,
                    }
                });
            }
        });
        Self {
            port,
            state,
            accepting,
        }
    }

    /// What goes wrong with the next letters, one after the other.
    pub fn expect(&self, script: impl IntoIterator<Item = Trouble>) {
        lock(&self.state).script.extend(script);
    }

    /// Lets an answer that is late go.
    pub fn answer(&self) {
        lock(&self.state).late.notify_one();
    }

    /// Waits until so many more words were heard: commands, and ends of letters.
    pub async fn hears(&self, more: usize) {
        let mut traffic = lock(&self.state).traffic.subscribe();
        let until = traffic.borrow().words + more;
        let heard = traffic.wait_for(|now| now.words >= until).await;
        heard.expect("the sink lives");
    }

    /// Waits until nobody speaks any more, and everything that was sent is heard.
    pub async fn falls_silent(&self) {
        // Who is greeted knows that everybody who knocked before has been let in.
        let door = TcpStream::connect(("127.0.0.1", self.port)).await;
        let mut greeting = String::new();
        let greeted = BufReader::new(door.expect("a door"))
            .read_line(&mut greeting)
            .await;
        greeted.expect("a greeting");
        let mut traffic = lock(&self.state).traffic.subscribe();
        let silent = traffic.wait_for(|now| now.open == 0).await;
        silent.expect("the sink lives");
    }

    /// How many troubles are still to come.
    pub fn troubles_left(&self) -> usize {
        lock(&self.state).script.len()
    }

    /// The letters that were taken so far.
    pub fn taken(&self) -> Vec<Taken> {
        lock(&self.state).taken.clone()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A port on which nobody answers.
pub fn silent_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address").port()
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One more word was heard.
fn word(state: &Mutex<State>) {
    lock(state).traffic.send_modify(|now| now.words += 1);
}

/// The next trouble, if it is one of these.
fn next(state: &Mutex<State>, of: &[Trouble]) -> Option<Trouble> {
    let mut state = lock(state);
    let is_due = state.script.front().is_some_and(|first| of.contains(first));
    is_due.then(|| state.script.pop_front()).flatten()
}

const AT_THE_DOOR: [Trouble; 3] = [Trouble::HangUp, Trouble::Busy, Trouble::TurnAway];
const WITH_A_LETTER: [Trouble; 8] = [
    Trouble::NotNow,
    Trouble::Never,
    Trouble::Stall,
    Trouble::Late,
    Trouble::NotNowAfterAll,
    Trouble::CutBeforeDot,
    Trouble::CutAfterDot,
    Trouble::CloseAfter,
];

/// `upgrade`: what makes the connection safe at STARTTLS, as long as it is not.
async fn serve(
    stream: Box<dyn Stream>,
    mut upgrade: Option<TlsAcceptor>,
    state: Arc<Mutex<State>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    match next(&state, &AT_THE_DOOR) {
        Some(Trouble::HangUp) => return Ok(()),
        Some(Trouble::Busy) => return stream.write_all(b"421 too busy\r\n").await,
        Some(_) => return stream.write_all(b"554 no service for you\r\n").await,
        None => stream.write_all(b"220 sink\r\n").await?,
    }
    let mut trouble = None;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        word(&state);
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match (verb.as_str(), trouble) {
            ("EHLO", _) if upgrade.is_some() => "250-sink\r\n250 STARTTLS\r\n".to_owned(),
            ("AUTH" | "MAIL", _) if upgrade.is_some() => "530 in the clear\r\n".to_owned(),
            ("STAR", _) => {
                let Some(tls) = upgrade.take() else {
                    return stream.write_all(b"502 what for\r\n").await;
                };
                stream.write_all(b"220 go ahead\r\n").await?;
                let safe = tls.accept(stream.into_inner()).await?;
                stream = BufReader::new(Box::new(safe) as Box<dyn Stream>);
                continue;
            }
            ("EHLO", _) => "250-sink\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n".to_owned(),
            ("AUTH", _) => match next(&state, &[Trouble::WrongPassword]) {
                Some(_) => "535 5.7.8 who are you\r\n".to_owned(),
                None => "235 welcome\r\n".to_owned(),
            },
            ("MAIL", _) => {
                trouble = next(&state, &WITH_A_LETTER);
                "250 ok\r\n".to_owned()
            }
            ("RCPT", Some(Trouble::NotNow)) => "451 4.7.1 later\r\n".to_owned(),
            ("RCPT", Some(Trouble::Never)) => {
                format!("550 5.1.1 {} unknown\r\n", line.trim_end())
            }
            ("RCPT", _) => {
                to = line.trim_end().replacen("RCPT TO:", "", 1);
                "250 ok\r\n".to_owned()
            }
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n").await?;
                let Some(data) = content(&mut stream, trouble).await? else {
                    return Ok(());
                };
                word(&state);
                if trouble == Some(Trouble::Stall) {
                    // The caller gives up; what it did not hear of was not taken.
                    return std::future::pending().await;
                }
                if trouble == Some(Trouble::Late) {
                    let late = Arc::clone(&lock(&state).late);
                    late.notified().await;
                }
                if trouble == Some(Trouble::NotNowAfterAll) {
                    stream.write_all(b"451 4.7.1 later\r\n").await?;
                    continue;
                }
                let to = std::mem::take(&mut to);
                lock(&state).taken.push(Taken { to, data });
                match trouble.take() {
                    Some(Trouble::CutAfterDot) => return Ok(()),
                    Some(Trouble::CloseAfter) => {
                        return stream.write_all(b"250 taken\r\n").await;
                    }
                    _ => "250 taken\r\n".to_owned(),
                }
            }
            ("QUIT", _) => return stream.write_all(b"221 bye\r\n").await,
            _ => "250 ok\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

/// Everything up to the final dot; none where the connection breaks before.
async fn content(
    stream: &mut BufReader<Box<dyn Stream>>,
    trouble: Option<Trouble>,
) -> std::io::Result<Option<String>> {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || trouble == Some(Trouble::CutBeforeDot) {
            return Ok(None);
        }
        if line == ".\r\n" {
            return Ok(Some(data));
        }
        data.push_str(&line);
    }
}
