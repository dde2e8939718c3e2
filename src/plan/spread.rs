//! Work on a list of things, spread over a few threads; what comes of it is added up in the order of the list.

use std::{
    collections::BTreeMap,
    panic::resume_unwind,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// How many things a thread takes at a time: so few that all end together, so many that taking them costs nothing.
const PIECE: usize = 8;

/// As much as the caller's thread usually has: what can be checked does not depend on the thread that takes it.
const STACK: usize = 8 * 1024 * 1024;

/// Does the work on each of `count` things, on at most `threads` threads, the caller's among them, and has the caller
/// add up what comes of it, in order. Once there is `enough`, nothing more is begun; what was done are always the first
/// things of the list.
///
/// Where the system gives no further thread it takes longer, and that is all.
pub(super) fn spread<T: Send>(
    threads: usize,
    count: usize,
    work: impl Fn(usize) -> T + Sync,
    enough: impl Fn() -> bool + Sync,
    mut add: impl FnMut(T),
) {
    let next = AtomicUsize::new(0);
    let done = Done::default();
    let work_on_one = || {
        let first = if enough() { count } else { next.fetch_add(PIECE, Ordering::Relaxed) };
        if first < count {
            done.put(first, (first..count.min(first + PIECE)).map(&work).collect());
        }
        first < count
    };
    thread::scope(|scope| {
        let help = || while work_on_one() {};
        let builder = || thread::Builder::new().name("check".to_owned()).stack_size(STACK);
        let helper = |_| builder().spawn_scoped(scope, help).ok();
        let helpers: Vec<_> = (1..threads).map_while(helper).collect();
        let mut added = 0;
        while work_on_one() {
            done.take_from(&mut added, &mut add);
        }
        for helper in helpers {
            helper.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
        done.take_from(&mut added, &mut add);
    });
}

/// Pieces that were done and are not added yet, by the first thing of each.
struct Done<T>(Mutex<BTreeMap<usize, Vec<T>>>);

impl<T> Default for Done<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Done<T> {
    fn put(&self, first: usize, piece: Vec<T>) {
        self.pieces().insert(first, piece);
    }

    /// Adds the pieces from the one on that is due, until one is not done yet.
    fn take_from(&self, due: &mut usize, add: &mut impl FnMut(T)) {
        loop {
            let Some(piece) = self.pieces().remove(due) else { return };
            *due += PIECE;
            piece.into_iter().for_each(&mut *add);
        }
    }

    fn pieces(&self) -> MutexGuard<'_, BTreeMap<usize, Vec<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
