//! Whoever receives webhooks: a courier that hands them over in memory, answers as told, and remembers everything.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::StatusCode;
use idvet::emulator::{Carrying, Courier, CourierError, DeliveryNews, Parcel};
use serde_json::Value;
use tokio::time::Instant;

/// How the receiver answers one post.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reaction {
    Status(u16),
    After(Duration, u16),
    Unreachable,
}

/// One post that came.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    /// Milliseconds since the receiver was made.
    pub(crate) at: u128,
    pub(crate) parcel: Parcel,
}

impl Post {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.parcel.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn event(&self) -> &str {
        self.header("Idenfy-Event-Type").unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.parcel.body).unwrap()
    }
}

/// Clones share what came.
#[derive(Debug, Clone)]
pub(crate) struct Receiver {
    start: Instant,
    posts: Arc<Mutex<Vec<Post>>>,
    news: Arc<Mutex<Vec<DeliveryNews>>>,
    reactions: Arc<Mutex<VecDeque<Reaction>>>,
    otherwise: Reaction,
}

impl Receiver {
    /// It answers with these in turn, and then with 200.
    pub(crate) fn answering(reactions: &[Reaction]) -> Self {
        Self::with(reactions, Reaction::Status(200))
    }

    /// It always answers so.
    pub(crate) fn always(reaction: Reaction) -> Self {
        Self::with(&[], reaction)
    }

    fn with(reactions: &[Reaction], otherwise: Reaction) -> Self {
        Self {
            start: Instant::now(),
            posts: Arc::default(),
            news: Arc::default(),
            reactions: Arc::new(Mutex::new(reactions.iter().copied().collect())),
            otherwise,
        }
    }

    pub(crate) fn posts(&self) -> Vec<Post> {
        self.posts.lock().unwrap().clone()
    }

    /// The posts as `EVENT at MILLISECONDS`.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.posts().iter().map(|post| format!("{} at {}", short(post.event()), post.at)).collect()
    }

    /// What became of the deliveries, as `EVENT tries N: FATE`.
    pub(crate) fn told(&self) -> Vec<String> {
        let news = self.news.lock().unwrap();
        news.iter().map(|news| format!("{} tries {}: {}", short(news.event), news.tries, news.fate)).collect()
    }
}

/// `AUTO` for `IDENTIFICATION_AUTO_FINISHED`.
fn short(event: &str) -> &str {
    event.trim_start_matches("IDENTIFICATION_").trim_end_matches("_FINISHED")
}

impl Courier for Receiver {
    fn carry(&self, parcel: Parcel) -> Carrying {
        let at = self.start.elapsed().as_millis();
        self.posts.lock().unwrap().push(Post { at, parcel });
        let reaction = self.reactions.lock().unwrap().pop_front().unwrap_or(self.otherwise);
        Box::pin(async move {
            let status = match reaction {
                Reaction::Status(status) => status,
                Reaction::After(wait, status) => {
                    tokio::time::sleep(wait).await;
                    status
                }
                Reaction::Unreachable => return Err(CourierError("connection refused".to_owned())),
            };
            Ok(StatusCode::from_u16(status).unwrap())
        })
    }

    fn tell(&self, news: &DeliveryNews) {
        self.news.lock().unwrap().push(news.clone());
    }
}
