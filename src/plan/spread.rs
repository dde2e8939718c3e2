//! Work on a list of things, spread over a few threads; what comes of it is in the order of the list.

use std::{
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// How many things a thread takes at a time: so few that all end together, so many that taking them costs nothing.
const PIECE: usize = 8;

/// Does the work on each of `count` things, on at most `threads` threads, the caller's among them. Once there is
/// `enough`, nothing more is begun; the things that were done are always the first ones of the list.
///
/// Where the system gives no further thread it takes longer, and that is all.
pub(super) fn spread<T: Send>(
    threads: usize,
    count: usize,
    work: impl Fn(usize) -> T + Sync,
    enough: impl Fn() -> bool + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut pieces: Vec<(usize, Vec<T>)> = Vec::new();
        while !enough() {
            let first = next.fetch_add(PIECE, Ordering::Relaxed);
            if first >= count {
                break;
            }
            let end = count.min(first + PIECE);
            pieces.push((first, (first..end).map(&work).collect()));
        }
        pieces
    };
    let mut pieces = thread::scope(|scope| {
        let helper = |_| thread::Builder::new().name("check".to_owned()).spawn_scoped(scope, take).ok();
        let helpers: Vec<_> = (1..threads).map_while(helper).collect();
        let mut pieces = take();
        for helper in helpers {
            pieces.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        pieces
    });
    pieces.sort_unstable_by_key(|(first, _)| *first);
    pieces.into_iter().flat_map(|(_, piece)| piece).collect()
}
