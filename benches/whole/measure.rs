//! What a process spent, by the operating system's account of it.

use std::{io, process::Command, time::Duration};

use wait4::Wait4 as _;

/// What one run spent.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    pub(super) wall: Duration,
    /// Of user and system.
    pub(super) cpu: Duration,
    /// Bytes.
    pub(super) memory: u64,
}

impl Spent {
    /// Of each figure by itself.
    pub(super) fn median(of: &[Self]) -> Self {
        Self {
            wall: middle(of.iter().map(|spent| spent.wall)),
            cpu: middle(of.iter().map(|spent| spent.cpu)),
            memory: middle(of.iter().map(|spent| spent.memory)),
        }
    }

    /// In megabytes of a million bytes.
    pub(super) fn megabytes(&self) -> f64 {
        f64::from(u32::try_from(self.memory / 1000).unwrap_or(u32::MAX)) / 1000.0
    }
}

fn middle<T: Ord + Copy + Default>(figures: impl Iterator<Item = T>) -> T {
    let mut figures: Vec<T> = figures.collect();
    figures.sort_unstable();
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// Carries a command out to its end.
///
/// # Errors
/// It cannot be started, or does not end well: then its time says nothing.
pub(super) fn measure(command: &mut Command) -> io::Result<Spent> {
    let began = std::time::Instant::now();
    let used = command.spawn()?.wait4()?;
    let wall = began.elapsed();
    if !used.status.success() {
        return Err(io::Error::other(format!("{command:?} ended with {}", used.status)));
    }
    Ok(Spent { wall, cpu: used.rusage.utime + used.rusage.stime, memory: used.rusage.maxrss })
}
