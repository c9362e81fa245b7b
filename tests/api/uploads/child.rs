//! The service as a process of its own, whose memory can be looked at.

use crate::TestApp;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpStream},
    process::{Child, ChildStderr, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// The binary, serving on the database and in the folder of a test.
pub struct Process {
    child: Child,
    pub address: String,
    said: Receiver<String>,
}

impl Process {
    /// Starts it with more settings.
    pub fn serving(app: &TestApp, settings: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rengang"))
            .arg("--data-dir")
            .arg(&app.settings.data_dir)
            .args(["--database-url", &app.settings.database_url])
            .args(["serve", "--listen", "127.0.0.1:0"])
            .envs(settings.iter().copied())
            .env("RENGANG_SECOND_FACTOR", "optional")
            .env("RENGANG_LOG", "info")
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stderr.take().expect("what it says"));
        let address = address(&mut lines);
        let (tell, said) = channel();
        thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            address,
            said,
        }
    }

    /// Kibibytes that it has held at most since [`Process::forget_peak`]; none where the system does not tell.
    pub fn peak(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_ascii_whitespace().nth(1)?.parse().ok()
    }

    /// Begins to look for the peak anew.
    pub fn forget_peak(&self) {
        // Where the system does not offer it, the peak is that of the whole life: no less.
        drop(std::fs::write(
            format!("/proc/{}/clear_refs", self.child.id()),
            "5",
        ));
    }

    /// Whether it lives.
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().expect("a state").is_none()
    }

    /// What it has said that nobody should have to read: panics, faults of its own.
    pub fn complaints(&self) -> Vec<String> {
        // The library tells of requests that are none by itself; it is heard by nobody but the log.
        let is_ours = |line: &String| line.contains(" ERROR ") && !line.contains(" actix_http");
        let is_one = |line: &String| line.contains("panicked") || is_ours(line);
        self.said.try_iter().filter(is_one).collect()
    }

    /// Sends bytes over a connection of their own, as many as are taken, and reads what is answered.
    pub fn converse(&self, pieces: impl Iterator<Item = Vec<u8>> + Send + 'static) -> String {
        let mut connection = TcpStream::connect(&self.address).expect("a connection");
        let patience = Some(Duration::from_mins(1));
        connection.set_read_timeout(patience).expect("a limit");
        connection.set_write_timeout(patience).expect("a limit");
        let mut sending = connection.try_clone().expect("its other half");
        let sent = thread::spawn(move || {
            for piece in pieces {
                if sending.write_all(&piece).is_err() {
                    break;
                }
            }
            drop(sending.shutdown(Shutdown::Write));
        });
        let mut answer = Vec::new();
        let mut some = [0; 4096];
        // However it ends: what was answered before counts.
        while let Ok(read) = connection.read(&mut some) {
            answer.extend_from_slice(&some[..read]);
            if read == 0 || is_whole(&answer) {
                break;
            }
        }
        drop(connection.shutdown(Shutdown::Both));
        drop(sent.join());
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Whether an answer has come with as many bytes as it says to have.
fn is_whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    length.is_some_and(|length| {
        length
            .parse()
            .is_ok_and(|length: usize| body.len() >= length)
    })
}

fn address(lines: &mut BufReader<ChildStderr>) -> String {
    let mut before = String::new();
    loop {
        let mut line = String::new();
        let read = lines.read_line(&mut line).expect("what it says");
        assert!(read > 0, "it ended: {before}");
        if let Some((_, address)) = line.split_once("serving on http://") {
            let is_of_it = |c: &char| c.is_ascii_digit() || ['.', ':'].contains(c);
            return address.chars().take_while(is_of_it).collect();
        }
        before.push_str(&line);
    }
}
