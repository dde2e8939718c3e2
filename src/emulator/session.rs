//! A verification session and its state machine.
//!
//! A session remembers what was done to it and when; its state at any moment follows from that, so that nothing has
//! to run in the background, and every change of state has a known time. Rules: sections 2.7 and 5 of the fact sheet.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::clock::Moment;
use super::switches::{
    Assumptions, DeletedStatus, DeniedValues, ExpiredValues, ManualFailure, ManualPassOnSuspected,
    StatusBeforeReview, SuspectedTag,
};
use super::webhook::Turns;
use crate::vocabulary::{FRAUD_TAG, overall_status};

/// The overall status of a session (C-VOC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overall {
    Approved,
    Denied,
    Suspected,
    Reviewing,
    Active,
    Expired,
    Deleted,
    ExpiredDeleted,
}

impl Overall {
    pub(super) fn as_text(self) -> &'static str {
        match self {
            Self::Approved => "APPROVED",
            Self::Denied => "DENIED",
            Self::Suspected => "SUSPECTED",
            Self::Reviewing => "REVIEWING",
            Self::Active => "ACTIVE",
            Self::Expired => "EXPIRED",
            Self::Deleted => "DELETED",
            Self::ExpiredDeleted => "EXPIRED-DELETED",
        }
    }
}

/// The automatic result that a dummy session is made with (S1; `Active` is A7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DummyStatus {
    Approved,
    Denied,
    Suspected,
    Expired,
    Active,
}

impl DummyStatus {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "APPROVED" => Self::Approved,
            "DENIED" => Self::Denied,
            "SUSPECTED" => Self::Suspected,
            "EXPIRED" => Self::Expired,
            "ACTIVE" => Self::Active,
            _ => return None,
        })
    }
}

/// The automatic result of a dummy session, and when it shows.
#[derive(Debug)]
pub(super) struct Automatic {
    pub(super) status: DummyStatus,
    pub(super) visible: Moment,
}

/// What a reviewer says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    pub(super) face: &'static str,
    pub(super) document: &'static str,
}

/// The last manual result, when it shows, and the one that showed before it.
#[derive(Debug)]
pub(super) struct Review {
    pub(super) former: Option<Verdict>,
    pub(super) verdict: Verdict,
    pub(super) visible: Moment,
}

/// The data that a session was created with, as far as later answers repeat it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Prefill {
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) date_of_birth: Option<String>,
    pub(super) date_of_expiry: Option<String>,
    pub(super) date_of_issue: Option<String>,
    pub(super) personal_number: Option<String>,
    pub(super) document_number: Option<String>,
    pub(super) nationality: Option<String>,
    pub(super) country: Option<String>,
    pub(super) sex: Option<String>,
    pub(super) address: Option<String>,
    pub(super) document_type: Option<String>,
}

impl Prefill {
    /// Of a session that was created without any, or deleted.
    const NOTHING: Self = Self {
        first_name: None,
        last_name: None,
        date_of_birth: None,
        date_of_expiry: None,
        date_of_issue: None,
        personal_number: None,
        document_number: None,
        nationality: None,
        country: None,
        sex: None,
        address: None,
        document_type: None,
    };

    /// The data as they stand on the document that a dummy is taken to have shown: in upper case (U14).
    fn printed(&self) -> Self {
        let upper = |text: &Option<String>| text.as_ref().map(|text| text.to_uppercase());
        Self {
            first_name: upper(&self.first_name),
            last_name: upper(&self.last_name),
            date_of_birth: upper(&self.date_of_birth),
            date_of_expiry: upper(&self.date_of_expiry),
            date_of_issue: upper(&self.date_of_issue),
            personal_number: upper(&self.personal_number),
            document_number: upper(&self.document_number),
            nationality: upper(&self.nationality),
            country: upper(&self.country),
            sex: upper(&self.sex),
            address: upper(&self.address),
            document_type: upper(&self.document_type),
        }
    }
}

/// A verification session.
#[derive(Debug)]
pub(super) struct Session {
    /// The key of the account that it belongs to.
    pub(super) owner: &'static str,
    pub(super) number: u64,
    pub(super) scan_ref: Arc<str>,
    pub(super) auth_token: Arc<str>,
    pub(super) client_id: Arc<str>,
    pub(super) external_ref: Option<Box<str>>,
    /// Where its webhooks go, in place of the environment's target.
    pub(super) callback_url: Option<Box<str>>,
    /// None where nothing was given, as with most sessions of a test, or where it is erased.
    pub(super) prefill: Option<Box<Prefill>>,
    pub(super) created: Moment,
    /// The life of the unused token, `expiryTime`.
    pub(super) token_life: Duration,
    /// The time for the client once the session is open, `sessionLength`.
    pub(super) open_life: Duration,
    pub(super) opened: Option<Moment>,
    pub(super) automatic: Option<Automatic>,
    pub(super) review: Option<Review>,
    pub(super) deleted: Option<Moment>,
    /// The order of its webhooks, once there is one.
    pub(super) turns: OnceLock<Arc<Turns>>,
}

/// What can be read of a session at a moment. `None` is a result that does not exist yet.
#[derive(Debug, Clone)]
pub(super) struct Results {
    pub(super) overall: Overall,
    pub(super) auto_face: Option<&'static str>,
    pub(super) auto_document: Option<&'static str>,
    pub(super) manual_face: Option<&'static str>,
    pub(super) manual_document: Option<&'static str>,
    pub(super) tag: Option<&'static str>,
}

impl Results {
    fn without_results(overall: Overall) -> Self {
        Self {
            overall,
            auto_face: None,
            auto_document: None,
            manual_face: None,
            manual_document: None,
            tag: None,
        }
    }

    fn automatic(overall: Overall, face: &'static str, document: &'static str) -> Self {
        Self { auto_face: Some(face), auto_document: Some(document), ..Self::without_results(overall) }
    }

    /// The tag as a list, if it is a fraud tag.
    pub(super) fn fraud_tags(&self) -> Vec<&'static str> {
        self.tag.into_iter().filter(|tag| FRAUD_TAG.contains(tag)).collect()
    }

    /// The tag as a list, if it is a mismatch tag.
    pub(super) fn mismatch_tags(&self) -> Vec<&'static str> {
        self.tag.into_iter().filter(|tag| !FRAUD_TAG.contains(tag)).collect()
    }

    pub(super) fn reviewed(mut self, verdict: Verdict, assumptions: &Assumptions) -> Self {
        self.overall = overall_after(verdict, self.tag, assumptions);
        self.manual_face = Some(verdict.face);
        self.manual_document = Some(verdict.document);
        self
    }
}

/// S1: approval needs both values; the rest is U6 and U7.
fn overall_after(verdict: Verdict, tag: Option<&str>, assumptions: &Assumptions) -> Overall {
    if overall_status(verdict.face, verdict.document) == "APPROVED" {
        return match (tag, assumptions.manual_pass_on_suspected) {
            (Some(_), ManualPassOnSuspected::Suspected) => Overall::Suspected,
            (Some(_), ManualPassOnSuspected::Approved) | (None, _) => Overall::Approved,
        };
    }
    match assumptions.manual_failure {
        ManualFailure::Denied => Overall::Denied,
        ManualFailure::Suspected => Overall::Suspected,
    }
}

impl Session {
    /// What can be read at a moment. A deleted session keeps what it had then.
    pub(super) fn results(&self, now: Moment, assumptions: &Assumptions) -> Results {
        let mut results = self.reviewed_results(self.last_moment(now), assumptions);
        if self.deleted.is_some() {
            results.overall = deleted_overall(results.overall, assumptions);
        }
        results
    }

    /// The moment itself, or that of the deletion: nothing happens to a session afterwards.
    fn last_moment(&self, now: Moment) -> Moment {
        self.deleted.map_or(now, |deleted| deleted.min(now))
    }

    fn reviewed_results(&self, now: Moment, assumptions: &Assumptions) -> Results {
        let results = self.automatic_results(now, assumptions);
        let Some(review) = &self.review else { return results };
        if review.visible <= now {
            return results.reviewed(review.verdict, assumptions);
        }
        let mut results = match review.former {
            Some(former) => results.reviewed(former, assumptions),
            None => results,
        };
        match assumptions.status_before_review {
            StatusBeforeReview::Reviewing => results.overall = Overall::Reviewing,
            StatusBeforeReview::Former => {}
        }
        results
    }

    /// What the automatic processing alone says at a moment.
    pub(super) fn automatic_results(&self, now: Moment, assumptions: &Assumptions) -> Results {
        match &self.automatic {
            Some(automatic) if automatic.visible > now => Results::without_results(Overall::Active),
            Some(automatic) => match automatic.status {
                DummyStatus::Approved => Results::automatic(Overall::Approved, "FACE_MATCH", "DOC_VALIDATED"),
                DummyStatus::Denied => denied(assumptions),
                DummyStatus::Suspected => suspected(assumptions),
                DummyStatus::Expired => expired(assumptions),
                DummyStatus::Active => self.unused(now),
            },
            None => self.unused(now),
        }
    }

    /// A session that no one has completed: active until its token or its open session runs out (C-VOC, MK).
    fn unused(&self, now: Moment) -> Results {
        let overall = if self.runs_out() <= now { Overall::Expired } else { Overall::Active };
        Results::without_results(overall)
    }

    /// When an unused session expires: the token's life while unopened, the session's length once opened.
    pub(super) fn runs_out(&self) -> Moment {
        match self.opened {
            Some(opened) => opened.saturating_add(self.open_life),
            None => self.token_expires(),
        }
    }

    /// When the unused token expires.
    pub(super) fn token_expires(&self) -> Moment {
        self.created.saturating_add(self.token_life)
    }

    /// Whether the client can still use the session.
    pub(super) fn is_active(&self, now: Moment, assumptions: &Assumptions) -> bool {
        self.results(now, assumptions).overall == Overall::Active
    }

    /// When the automatic processing ended, once it has.
    pub(super) fn finished(&self, now: Moment) -> Option<Moment> {
        self.automatic
            .as_ref()
            .filter(|automatic| automatic.status != DummyStatus::Active)
            .filter(|automatic| automatic.visible <= self.last_moment(now))
            .map(|automatic| automatic.visible)
    }

    /// When the last visible manual result became so.
    pub(super) fn reviewed(&self, now: Moment) -> Option<Moment> {
        self.review.as_ref().map(|review| review.visible).filter(|it| *it <= self.last_moment(now))
    }

    /// When something last changed that can be seen.
    pub(super) fn updated(&self, now: Moment) -> Moment {
        [self.opened, self.finished(now), self.reviewed(now), self.deleted, self.expired(now)]
            .into_iter()
            .flatten()
            .fold(self.created, Moment::max)
    }

    fn expired(&self, now: Moment) -> Option<Moment> {
        self.can_run_out().then(|| self.runs_out()).filter(|at| *at <= self.last_moment(now))
    }

    fn can_run_out(&self) -> bool {
        self.automatic.as_ref().is_none_or(|it| it.status == DummyStatus::Active) && self.review.is_none()
    }

    /// When it is going to expire unused, as things stand; never once it is used or deleted.
    pub(super) fn will_run_out(&self) -> Option<Moment> {
        (self.can_run_out() && self.deleted.is_none()).then(|| self.runs_out())
    }

    /// What was read from the document; nothing where none was shown.
    pub(super) fn document(&self, now: Moment) -> Prefill {
        if self.has_material(now) { self.person().printed() } else { Prefill::default() }
    }

    /// The data that it was created with, as far as they are there.
    pub(super) fn person(&self) -> &Prefill {
        self.prefill.as_deref().unwrap_or(&Prefill::NOTHING)
    }

    /// Whether documents and face were shown, so that there is something to read.
    pub(super) fn has_material(&self, now: Moment) -> bool {
        let expired = self.automatic.as_ref().is_some_and(|it| it.status == DummyStatus::Expired);
        self.finished(now).is_some() && !expired && self.deleted.is_none()
    }
}

/// U2.
fn denied(assumptions: &Assumptions) -> Results {
    let (face, document) = match assumptions.denied_values {
        DeniedValues::FaceMismatch => ("FACE_MISMATCH", "DOC_VALIDATED"),
        DeniedValues::DocExpired => ("FACE_MATCH", "DOC_EXPIRED"),
        DeniedValues::DocFake => ("FACE_MATCH", "DOC_FAKE"),
    };
    Results::automatic(Overall::Denied, face, document)
}

/// U3; C-SUS: the checks passed, and there is a tag.
fn suspected(assumptions: &Assumptions) -> Results {
    let tag = match assumptions.suspected_tag {
        SuspectedTag::FaceSuspected => "FACE_SUSPECTED",
        SuspectedTag::AmlSuspicion => "AML_SUSPECTION",
        SuspectedTag::DuplicateFace => "DUPLICATE_FACE",
        SuspectedTag::Name => "NAME",
    };
    let results = Results::automatic(Overall::Suspected, "FACE_MATCH", "DOC_VALIDATED");
    Results { tag: Some(tag), ..results }
}

/// U4.
fn expired(assumptions: &Assumptions) -> Results {
    match assumptions.expired_values {
        ExpiredValues::NotAnalysed => {
            Results::automatic(Overall::Expired, "FACE_NOT_ANALYSED", "DOC_NOT_ANALYSED")
        }
        ExpiredValues::Unset => Results::without_results(Overall::Expired),
    }
}

/// U20.
fn deleted_overall(before: Overall, assumptions: &Assumptions) -> Overall {
    match assumptions.deleted_status {
        DeletedStatus::ByHistory if before == Overall::Expired => Overall::ExpiredDeleted,
        DeletedStatus::ByHistory | DeletedStatus::Deleted | DeletedStatus::Unknown => Overall::Deleted,
    }
}
