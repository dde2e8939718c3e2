//! What the signature of a delivery is worth: the raw body against the key of the environment, else against the API
//! secret of the kind that its test speaks to.

use super::{Run, webhook::Delivery};
use crate::{
    event::SignatureState,
    plan::Kind,
    signature::{Verification, verify},
};

/// The header with the signature (C-OAS).
const SIGNATURE: &str = "idenfy-signature";

/// Judges a delivery of a test that speaks to a kind.
pub(super) fn of_test(run: &Run, kind: Kind, delivery: &Delivery) -> SignatureState {
    state(&keys(run, &[kind]), delivery)
}

/// Judges a delivery for nobody: any key of the run may be the one.
pub(super) fn of_nobody(run: &Run, delivery: &Delivery) -> SignatureState {
    state(&keys(run, &Kind::ALL), delivery)
}

fn keys<'r>(run: &'r Run, kinds: &[Kind]) -> Vec<&'r str> {
    if let Some(key) = run.inbox().and_then(|inbox| inbox.signing_key()) {
        return vec![key];
    }
    let pairs = kinds.iter().filter_map(|kind| run.wire.credentials_of(*kind));
    pairs.map(|pair| pair.api_secret.as_str()).collect()
}

fn state(keys: &[&str], delivery: &Delivery) -> SignatureState {
    let Some(signature) = delivery.header(SIGNATURE) else { return SignatureState::Absent };
    if keys.is_empty() {
        return SignatureState::Unchecked;
    }
    let body = &delivery.body;
    let holds = |key: &&str| verify(key.as_bytes(), body, Some(signature)) == Verification::Valid;
    if keys.iter().any(holds) { SignatureState::Valid } else { SignatureState::Invalid }
}
