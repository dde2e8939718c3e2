//! Whom the emulator knows: a key pair for each kind of environment, one without funds, one that is inactive.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

/// A kind of environment; the key pair selects it, the address is the same for all (C-ENV).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// For development: dummy calls work.
    Dev,
    /// For showing the real flow: dummy calls are refused by design (S1).
    Demo,
    /// For testing with real reviews: dummy calls are refused.
    Test,
    /// For production: dummy calls are refused.
    Prod,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Dev, Self::Demo, Self::Test, Self::Prod];

    /// The kind as the documents write it, such as `DEV`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "DEV",
            Self::Demo => "DEMO",
            Self::Test => "TEST",
            Self::Prod => "PROD",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How an account stands with the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Everything is in order.
    Good,
    /// There is no money on it: new sessions are refused (C-ERRID).
    NoFunds,
    /// It was switched off: everything is refused (C-ERRID).
    Inactive,
}

/// One account with its key pair.
#[derive(Debug)]
pub struct Account {
    /// The API key, which is the user of basic auth.
    pub key: &'static str,
    /// The API secret, which is the password of basic auth.
    pub secret: &'static str,
    /// The kind of environment that the key pair selects.
    pub kind: Kind,
    /// How it stands.
    pub standing: Standing,
}

static ACCOUNTS: &[Account] = &[
    account("emulator-dev", "emulator-dev-secret", Kind::Dev, Standing::Good),
    account("emulator-demo", "emulator-demo-secret", Kind::Demo, Standing::Good),
    account("emulator-test", "emulator-test-secret", Kind::Test, Standing::Good),
    account("emulator-prod", "emulator-prod-secret", Kind::Prod, Standing::Good),
    account("emulator-no-funds", "emulator-no-funds-secret", Kind::Dev, Standing::NoFunds),
    account("emulator-inactive", "emulator-inactive-secret", Kind::Dev, Standing::Inactive),
];

const fn account(key: &'static str, secret: &'static str, kind: Kind, standing: Standing) -> Account {
    Account { key, secret, kind, standing }
}

/// Every account that the emulator can know.
pub fn accounts() -> &'static [Account] {
    ACCOUNTS
}

/// Key and secret of the account in good standing of that kind.
pub fn credentials(kind: Kind) -> (&'static str, &'static str) {
    let account = ACCOUNTS
        .iter()
        .find(|account| account.kind == kind && account.standing == Standing::Good)
        .expect("the table holds an account in good standing for each kind");
    (account.key, account.secret)
}

/// The account that the request's basic auth names, if it is of one of the kinds that are played. Of two headers
/// neither counts, for a client that sends both does not know which it means.
pub(super) fn authenticate(headers: &HeaderMap, kinds: &[Kind]) -> Option<&'static Account> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let (Some(header), None) = (given.next(), given.next()) else { return None };
    let (scheme, encoded) = header.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (key, secret) = pair.split_once(':')?;
    ACCOUNTS
        .iter()
        .filter(|account| kinds.contains(&account.kind))
        .find(|account| account.key == key && account.secret == secret)
}
