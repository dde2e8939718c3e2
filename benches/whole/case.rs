//! What is measured: so many scenarios, so slow a server, so many at once.

use std::{io, time::Duration};

use super::{
    contestant::{Contestant, Contestants},
    measure::{Spent, measure},
    server::Server,
    suites::Suites,
};

/// How many requests a scenario of the benchmark has.
pub(super) const REQUESTS: usize = 5;

/// One line of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Case {
    pub(super) scenarios: usize,
    pub(super) latency: Duration,
    pub(super) jobs: usize,
    rounds: usize,
    shape: Shape,
}

/// What its scenarios are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Five requests each.
    Requests,
    /// A pause of five seconds, and no request.
    Waiting,
}

/// What was measured of one case.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) case: Case,
    /// Medians, by contestant.
    pub(super) spent: Vec<(Contestant, Spent)>,
}

impl Case {
    /// All of them, the small ones first.
    pub(super) fn all() -> Vec<Self> {
        let at = |scenarios, latency, jobs, rounds| Self {
            scenarios,
            latency: Duration::from_millis(latency),
            jobs,
            rounds,
            shape: Shape::Requests,
        };
        let waiting = Self { shape: Shape::Waiting, ..at(10_000, 0, 10_000, 3) };
        vec![
            at(1, 0, 1, 31),
            at(1, 50, 1, 5),
            at(100, 0, 16, 9),
            at(100, 0, 64, 9),
            at(100, 50, 64, 5),
            at(1_000, 0, 2, 5),
            at(1_000, 0, 8, 5),
            at(1_000, 0, 16, 5),
            at(1_000, 0, 64, 5),
            at(1_000, 0, 256, 5),
            at(1_000, 50, 64, 3),
            at(1_000, 50, 256, 5),
            at(5_000, 0, 64, 3),
            at(5_000, 50, 256, 3),
            waiting,
        ]
    }

    /// `one`, `1000/0`, `1000/50/256`, `waiting`.
    pub(super) fn is_named(&self, names: &[String]) -> bool {
        let whole = format!("{}/{}/{}/", self.scenarios, self.latency.as_millis(), self.jobs);
        let fits = |name: &String| match self.shape {
            Shape::Waiting => name == "waiting",
            Shape::Requests if name == "one" => self.scenarios == 1,
            Shape::Requests => whole.starts_with(&format!("{name}/")),
        };
        names.is_empty() || names.iter().any(fits)
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.shape == Shape::Waiting
    }

    /// Everybody in turn, round by round, so that a slow minute of the machine is everybody's; an emulator that knows no
    /// session for each.
    pub(super) fn measure(self, contestants: &Contestants, rounds: Option<usize>) -> io::Result<Measured> {
        let suites = match self.shape {
            Shape::Requests => Suites::of_requests(self.scenarios)?,
            Shape::Waiting => Suites::of_pauses(self.scenarios)?,
        };
        let who: Vec<Contestant> = match self.shape {
            Shape::Requests => contestants.all(),
            Shape::Waiting => vec![Contestant::Idvet],
        };
        let mut spent: Vec<(Contestant, Vec<Spent>)> = who.iter().map(|who| (*who, Vec::new())).collect();
        // The first round warms the files up, and does not count.
        for round in 0..=rounds.unwrap_or(self.rounds) {
            for (who, spent) in &mut spent {
                let server = Server::start(contestants, self.latency)?;
                let mut command = contestants.command(*who, &self, &suites, server.address());
                let this = measure(&mut command)?;
                if round > 0 {
                    spent.push(this);
                }
            }
        }
        let spent = spent.into_iter().map(|(who, spent)| (who, Spent::median(&spent))).collect();
        Ok(Measured { case: self, spent })
    }
}

impl Measured {
    pub(super) fn of(&self, who: Contestant) -> Option<Spent> {
        self.spent.iter().find(|(known, _)| *known == who).map(|(_, spent)| *spent)
    }

    /// Requests a second.
    pub(super) fn rate(&self, who: Contestant) -> Option<f64> {
        let requests = u32::try_from(self.case.scenarios * REQUESTS).ok()?;
        Some(f64::from(requests) / self.of(who)?.wall.as_secs_f64())
    }
}
