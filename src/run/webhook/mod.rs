//! The inbox of a run: one listener for all tests, whose path nobody can guess. It answers at once, keeps the raw
//! bytes, and files each delivery for the test that made its session; what a delivery means is judged elsewhere.

mod bounds;
mod delivery;
mod named;
mod path;
mod refusal;
mod rule;
mod serve;
mod shelf;
mod tls;

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicUsize},
    time::Duration,
};

use tokio::{
    io::{DuplexStream, duplex},
    net::TcpListener,
    sync::watch,
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

use self::{
    delivery::Post,
    shelf::{Ruled, Shelf},
};

pub use self::{
    bounds::Bounds,
    tls::{Certificate, TlsError},
};
pub(super) use self::{
    delivery::Delivery,
    refusal::Refusal,
    rule::{Names, Rule},
    shelf::{Filed, Reply, Standing},
};

/// What a connection inside the process holds before its writer has to wait, in bytes.
const CONNECTION_BUFFER: usize = 64 * 1024;

/// How long a delivery about an unknown session waits for a create call that is under way. The sender waits somewhat
/// longer, ten seconds ([`crate::plan::SENDER_PATIENCE`]); part of them is spent on the way.
const LONGEST_WAIT_FOR_OWNER: Duration = Duration::from_secs(8);

/// What an inbox within the process is called by; nothing resolves it. The API wants HTTPS.
pub const WITHIN: &str = "https://inbox.invalid";

/// Whether a run has an inbox.
pub enum Inboxes {
    /// No test waits for a delivery.
    NotNeeded,
    /// It is open.
    Open(Inbox),
    /// It could not be opened: the tests that need it cannot be judged (decisions.md C30).
    Closed(crate::event::Trouble),
}

/// Where a listener listens, and how it is reached.
pub struct Listening {
    /// Address and port; port 0: any that is free.
    pub at: SocketAddr,
    /// What the API is told to call, without a slash at the end; `None`: it knows by itself.
    pub public_url: Option<String>,
    /// With which certificate it speaks TLS; `None`: plain HTTP.
    pub certificate: Option<Certificate>,
    /// What deliveries are signed with; `None`: the API secret of the kind that a test speaks to.
    pub signing_key: Option<String>,
}

/// The inbox of a run. Dropping it ends the listener, and with it every answer that is held back.
pub struct Inbox {
    shared: Arc<Shared>,
    /// The last segment of its path, a secret of the run.
    path: String,
    callback_url: Option<String>,
    listens: String,
    signing_key: Option<String>,
    serving: Option<JoinHandle<()>>,
}

/// What the inbox and its connections share.
struct Shared {
    shelf: Mutex<Shelf>,
    /// Changes with every delivery, and with every session that is made.
    news: watch::Sender<()>,
    path: String,
    /// Bytes of bodies that are being read, over all connections.
    under_way: AtomicUsize,
}

/// Why there is no inbox.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address cannot be listened at.
    #[error("the inbox cannot listen at `{at}`")]
    Address {
        /// Which address.
        at: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// There is no TLS.
    #[error("the inbox cannot speak TLS")]
    Tls(#[from] TlsError),
    /// The system gave no random bytes for the path.
    #[error("the system has no randomness for the inbox's path")]
    Random,
}

/// A create call that is under way: a delivery about a session that nobody knows is kept until its answer has come, and
/// waits for that where there are rules.
pub(super) struct Creating<'i> {
    inbox: &'i Inbox,
    ruled: Ruled,
}

/// A delivery that waits, charged as if it was kept.
struct Waiting<'s> {
    shared: &'s Shared,
    size: usize,
}

impl Inbox {
    /// Opens a listener. It is called within the runtime of the run.
    ///
    /// # Errors
    /// Where the address is taken, or cannot be listened at; where certificate or key cannot be used.
    pub async fn listen(listening: Listening) -> Result<Self, OpenError> {
        let Listening { at, public_url, certificate, signing_key } = listening;
        let path = path::secret().map_err(|_| OpenError::Random)?;
        let tls = certificate.as_ref().map(tls::config).transpose()?.map(TlsAcceptor::from);
        let scheme = if tls.is_some() { "https" } else { "http" };
        let listener = TcpListener::bind(at).await.map_err(|source| OpenError::Address { at, source })?;
        let bound = listener.local_addr().map_err(|source| OpenError::Address { at, source })?;
        let shared = Arc::new(Shared::new(&path));
        let serving = tokio::spawn(serve::accept(listener, Arc::clone(&shared), tls));
        let callback_url = public_url.map(|url| format!("{url}/{path}"));
        let listens = format!("{scheme}://{bound}");
        Ok(Self { shared, path, callback_url, listens, signing_key, serving: Some(serving) })
    }

    /// Opens a listener that its own machine alone reaches, which is what the API is told to call.
    ///
    /// # Errors
    /// Where no port is free.
    pub async fn listen_on_loopback(signing_key: Option<String>) -> Result<Self, OpenError> {
        let at = SocketAddr::from(([127, 0, 0, 1], 0));
        let listening = Listening { at, public_url: None, certificate: None, signing_key };
        let mut inbox = Self::listen(listening).await?;
        inbox.callback_url = Some(format!("{}/{}", inbox.listens, inbox.path));
        Ok(inbox)
    }

    /// An inbox without a socket: senders in this process connect by [`Inbox::connector`].
    pub fn within_process(seed: u64, signing_key: Option<String>) -> Self {
        let path = path::of_seed(seed);
        let callback_url = Some(format!("{WITHIN}/{path}"));
        let shared = Arc::new(Shared::new(&path));
        let listens = "within this process".to_owned();
        Self { shared, path, callback_url, listens, signing_key, serving: None }
    }

    /// The same inbox with other bounds.
    #[must_use]
    pub fn with_bounds(self, bounds: Bounds) -> Self {
        self.shared.shelf().bounds = bounds;
        self
    }

    /// Opens connections whose other end the inbox reads.
    pub fn connector(&self) -> impl Fn() -> DuplexStream + Send + Sync + 'static {
        let shared = Arc::clone(&self.shared);
        move || {
            let (sender, receiver) = duplex(CONNECTION_BUFFER);
            tokio::spawn(serve::converse_within(receiver, Arc::clone(&shared)));
            sender
        }
    }

    /// What the API is told to call; `None` where it knows by itself.
    pub fn callback_url(&self) -> Option<&str> {
        self.callback_url.as_deref()
    }

    /// Where it listens: `http://127.0.0.1:8480`, or `within this process`.
    pub fn listens(&self) -> &str {
        &self.listens
    }

    /// What deliveries are signed with, where it is not the API secret.
    pub(super) fn signing_key(&self) -> Option<&str> {
        self.signing_key.as_deref()
    }

    /// The last segment of its path, which whoever posts has to know.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Says when something comes.
    pub(super) fn news(&self) -> watch::Receiver<()> {
        self.shared.news.subscribe()
    }

    /// A call that makes a session is about to be sent; its session will have these rules.
    pub(super) fn creating(&self, rules: &[Rule]) -> Creating<'_> {
        let whether = if rules.is_empty() { Ruled::No } else { Ruled::Yes };
        self.shared.shelf().create_begins(whether);
        Creating { inbox: self, ruled: whether }
    }

    /// A test has made a session, and says how deliveries about it are answered.
    pub(super) fn open_file(&self, scan_ref: &str, test: usize, rules: Vec<Rule>) {
        self.shared.shelf().open(scan_ref, test, rules);
        self.shared.news.send_replace(());
    }

    /// A test is over.
    pub(super) fn close_files(&self, test: usize) {
        self.shared.shelf().close(test);
    }

    /// The deliveries of a test that were not told so far, in the order of their arrival; from here on they were.
    pub(super) fn untold(&self, test: usize) -> Vec<Filed> {
        self.shared.shelf().untold(test)
    }

    /// The deliveries about a session of a test that is under way, in the order of their arrival.
    pub(super) fn about(&self, scan_ref: &str) -> Vec<Filed> {
        self.shared.shelf().about(scan_ref)
    }

    /// A delivery satisfies a step of its test, and no other one.
    pub(super) fn take(&self, scan_ref: &str, number: usize, step: usize) {
        self.shared.shelf().take(scan_ref, number, step);
    }

    /// The tests with deliveries that were not told.
    pub(super) fn late(&self) -> Vec<usize> {
        self.shared.shelf().late()
    }

    /// The deliveries for nobody, and how many more of them there were.
    pub(super) fn astray(&self) -> (Vec<Filed>, usize) {
        self.shared.shelf().astray()
    }

    /// What was turned away, and how often.
    pub(super) fn refused(&self) -> Vec<(Refusal, usize)> {
        self.shared.shelf().refused()
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}

impl Drop for Creating<'_> {
    fn drop(&mut self) {
        self.inbox.shared.shelf().create_ends(self.ruled);
        self.inbox.shared.news.send_replace(());
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.shared.shelf().release(self.size);
    }
}

impl Shared {
    fn new(path: &str) -> Self {
        let (shelf, news, under_way) = (Mutex::default(), watch::Sender::new(()), AtomicUsize::new(0));
        Self { shelf, news, path: path.to_owned(), under_way }
    }

    /// A panic elsewhere leaves it whole, since no change is made in several steps.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse(&self, refusal: Refusal) {
        self.shelf().refuse(refusal);
    }

    /// Takes a post in; how it is answered. Where its session may be about to become known, that is waited for, since
    /// its test may say how.
    async fn receive(&self, post: Post) -> Result<Reply, Refusal> {
        if let Some(scan_ref) = post.scan_ref().filter(|scan_ref| !self.shelf().is_settled(scan_ref)) {
            self.shelf().charge(post.size())?;
            let _waiting = Waiting { shared: self, size: post.size() };
            let _ = timeout(LONGEST_WAIT_FOR_OWNER, self.owner_is_settled(scan_ref)).await;
        }
        let reply = self.shelf().receive(post);
        self.news.send_replace(());
        reply
    }

    async fn owner_is_settled(&self, scan_ref: &str) {
        let mut news = self.news.subscribe();
        while !self.shelf().is_settled(scan_ref) && news.changed().await.is_ok() {}
    }
}
