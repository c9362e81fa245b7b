//! A test in a process of its own: one that looks at the memory and the time of the whole process, or turns a switch that is
//! one for all of it.

use crate::TestApp;
use std::process::Command;

/// Says that this is the process.
const ALONE: &str = "RENGANG_TEST_ALONE";

/// Whether this process is for one test alone.
pub fn is_alone() -> bool {
    std::env::var_os(ALONE).is_some()
}

/// Starts a test again, in a process of its own, and wants it to pass there; what it prints is printed here.
pub async fn again(name: &str) {
    // It holds this run's claim to the server of the databases, which the other process shares.
    let held = TestApp::start().await;
    let this = std::env::current_exe().expect("this program");
    let alone = Command::new(this)
        .args([name, "--exact", "--nocapture"])
        .env(ALONE, "yes")
        .output()
        .expect("this program, once more");
    drop(held);
    let told = String::from_utf8_lossy(&alone.stdout);
    println!("{told}");
    let errors = String::from_utf8_lossy(&alone.stderr);
    assert!(alone.status.success(), "{told}\n{errors}");
    assert!(told.contains("1 passed"), "{name} is no test: {told}");
}

/// Seconds of all cores that this process has used.
pub fn cpu_seconds() -> f64 {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    used.tv_sec as f64 + used.tv_nsec as f64 / 1e9
}

/// Kibibytes that this process has held at most since [`forget_peak`], and those that it holds now; none where the system
/// does not tell.
pub fn memory() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_ascii_whitespace().nth(1)?.parse().ok()
    };
    Some((of("VmHWM:")?, of("VmRSS:")?))
}

/// Begins to look for the peak anew.
pub fn forget_peak() {
    // Where the system does not offer it, the peak is that of the whole life: no less.
    drop(std::fs::write("/proc/self/clear_refs", "5"));
}
