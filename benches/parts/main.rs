//! Micro-benchmarks of the parts that a check and each request of a run go through, with the allocations of each.
//! `cargo bench --bench parts [FILTER]`. Times compare two builds on one machine; allocations hold anywhere.

mod answers;
mod contract;
mod filling;
mod matching;
mod names;
mod reading;
mod recording;
mod snapshot;

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}
