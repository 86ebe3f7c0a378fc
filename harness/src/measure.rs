//! Clocks, memory and the machine we run on. Whatever the system doesn't tell is none, never a guess.

use std::fs;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// What a type does, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Source to code.
    Compile,
    /// Deployment and set-up calls.
    Setup,
    /// The call, with its trace.
    Execute,
    /// Trace to witness.
    Witness,
    /// Reference string and keys.
    Keygen,
    /// Witness to proof.
    Prove,
    /// The proof is checked.
    Verify,
}

impl Phase {
    /// What a person is told meanwhile.
    #[must_use]
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Compile => "compiling",
            Self::Setup => "setting up",
            Self::Execute => "executing",
            Self::Witness => "filling the witness",
            Self::Keygen => "making keys",
            Self::Prove => "proving",
            Self::Verify => "verifying",
        }
    }
}

/// Wall and processor time of one phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elapsed {
    /// Wall time.
    pub wall_ns: u64,
    /// Processor time of all threads, where the system tells.
    pub cpu_ns: Option<u64>,
}

/// Times by phase; a phase that didn't happen has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Source to code.
    pub compile: Option<Elapsed>,
    /// The call, with its trace.
    pub execute: Option<Elapsed>,
    /// Trace to witness.
    pub witness: Option<Elapsed>,
    /// Reference string and keys; none if an earlier call made them.
    pub keygen: Option<Elapsed>,
    /// Witness to proof.
    pub prove: Option<Elapsed>,
    /// The proof is checked.
    pub verify: Option<Elapsed>,
}

/// Runs something and says how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Elapsed) {
    let (wall, cpu) = (Instant::now(), process_cpu_ns());
    let result = work();
    let wall_ns = u64::try_from(wall.elapsed().as_nanos()).unwrap_or(u64::MAX);
    let cpu_ns = cpu.zip(process_cpu_ns()).map(|(before, after)| after.saturating_sub(before));
    (result, Elapsed { wall_ns, cpu_ns })
}

/// Processor time of this process: of each thread from `schedstat`. The kernel brings a running thread up to date at its ticks,
/// so phases of a few milliseconds may read as none. Threads that have ended are not in it, and those of the prover's pool live
/// as long as the process.
fn process_cpu_ns() -> Option<u64> {
    let mut total = 0;
    for task in fs::read_dir("/proc/self/task").ok()? {
        let Ok(text) = fs::read_to_string(task.ok()?.path().join("schedstat")) else { continue };
        total += text.split_whitespace().next()?.parse::<u64>().ok()?;
    }
    Some(total)
}

/// Starts a new peak for [`peak_rss_bytes`], where the system can.
pub fn reset_peak_rss() {
    // "5" resets the high-water mark (proc(5), clear_refs); without it the peak is that of the whole process
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Peak memory of this process since the last [`reset_peak_rss`].
#[must_use]
pub fn peak_rss_bytes() -> Option<u64> {
    kilobytes("/proc/self/status", "VmHWM:")
}

/// Memory that can be had without swapping.
#[must_use]
pub fn free_memory_bytes() -> Option<u64> {
    kilobytes("/proc/meminfo", "MemAvailable:")
}

fn kilobytes(path: &str, key: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// The processor's name, or its architecture where the system keeps the name to itself.
#[must_use]
pub fn cpu_name() -> String {
    let named = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    named.unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

/// Processors this process may use.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A duration as people read it.
#[must_use]
pub fn human_ns(ns: u64) -> String {
    #[allow(clippy::cast_precision_loss, reason = "three digits are shown")]
    let ns = ns as f64;
    match ns {
        ns if ns < 1e3 => format!("{ns:.0} ns"),
        ns if ns < 1e6 => format!("{:.1} µs", ns / 1e3),
        ns if ns < 1e9 => format!("{:.1} ms", ns / 1e6),
        ns => format!("{:.2} s", ns / 1e9),
    }
}

/// How long ago something was, as people say it: in the largest unit of which there is one.
#[must_use]
pub fn human_age(age: Duration) -> String {
    let seconds = age.as_secs();
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")];
    let (size, name) = units.into_iter().find(|(size, _)| seconds >= *size).unwrap_or((1, "second"));
    counted(seconds / size, name)
}

/// So many of something: `1 day`, `2 days`.
#[must_use]
pub fn counted(count: u64, name: &str) -> String {
    if count == 1 { format!("1 {name}") } else { format!("{count} {name}s") }
}

/// A size as people read it.
#[must_use]
pub fn human_bytes(bytes: u64) -> String {
    #[allow(clippy::cast_precision_loss, reason = "three digits are shown")]
    let size = bytes as f64;
    match bytes {
        0..=1023 => format!("{bytes} B"),
        1024..=1_048_575 => format!("{:.1} KiB", size / 1024.0),
        1_048_576..=1_073_741_823 => format!("{:.0} MiB", size / 1_048_576.0),
        _ => format!("{:.2} GiB", size / 1_073_741_824.0),
    }
}

/// A count with a thin mark between thousands.
#[must_use]
pub fn human_count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_three_digits() {
        assert_eq!(human_ns(950), "950 ns");
        assert_eq!(human_ns(1_234_567), "1.2 ms");
        assert_eq!(human_ns(2_500_000_000), "2.50 s");
        assert_eq!(human_bytes(1 << 31), "2.00 GiB");
        assert_eq!(human_bytes(2048), "2.0 KiB");
        assert_eq!(human_count(1_234_567), "1,234,567");
        assert_eq!(human_count(12), "12");
        let ages = [0, 1, 119, 7200, 86_399, 172_800].map(|seconds| human_age(Duration::from_secs(seconds)));
        assert_eq!(ages, ["0 seconds", "1 second", "1 minute", "2 hours", "23 hours", "2 days"]);
    }

    #[test]
    fn work_takes_time() {
        let (sum, elapsed) = timed(|| (0..10_000_u64).sum::<u64>());
        assert_eq!(sum, 49_995_000);
        assert!(elapsed.wall_ns > 0);
    }
}
