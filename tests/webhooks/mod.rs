//! The inbox and `await_webhook`: which delivery belongs to whom, what it is good for, and what a run says of it.

mod awaiting;
mod kept;
mod listener;
mod nearby;
mod sessions;
mod side_by_side;
mod signatures;
mod told;

use std::time::Duration;

use crate::support::{
    lab::{Lab, Script, json},
    sender::{Post, post},
};

/// A session that a script makes, and then whatever is asked.
fn session(scan_ref: &str) -> Script {
    Script::new([json(201, &format!(r#"{{"scanRef":"{scan_ref}"}}"#))])
}

/// A scenario against a script that makes the session `ref-1`, with deliveries at these seconds of virtual time.
fn lab(steps: &str, posts: &[(f64, Post)]) -> Lab {
    let scenario = format!("name: x\nsteps:\n  - create_token: {{}}\n{steps}");
    posts.iter().fold(Lab::new(&scenario).script(&session("ref-1")), |lab, (at, post)| {
        lab.post_at(Duration::from_secs_f64(*at), post.clone())
    })
}

fn about(scan_ref: &str) -> Post {
    post("IDENTIFICATION_AUTO_FINISHED", &format!(r#"{{"scanRef":"{scan_ref}","final":true}}"#))
}
