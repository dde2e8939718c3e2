//! Overall statuses, and those that a dummy session can be made with.

use super::{CURRENT_AND_OLDER, EVERYWHERE, Edition, Term, Vocabulary, term};

const STATUS_PAGES: &[Edition] = &[Edition::S0, Edition::Current, Edition::Older];
const S1_AND_OLDER: &[Edition] = &[Edition::S1, Edition::Older];

/// The overall status of a session (S0 `/status`; C-OAS; C-VOC).
pub static OVERALL_STATUS: Vocabulary = Vocabulary {
    name: "overallStatus",
    about: "the overall status of a verification session",
    source: "S0 `/status`; C-OAS; C-VOC",
    values: STATUSES,
};

const STATUSES: &[Term] = &[
    term("APPROVED", EVERYWHERE, "face and document passed, and there are no tags"),
    term("DENIED", EVERYWHERE, "a face or document check failed"),
    term("SUSPECTED", EVERYWHERE, "the checks passed but there are tags; the integrator decides"),
    term("REVIEWING", STATUS_PAGES, "a human is looking at it"),
    term("ACTIVE", STATUS_PAGES, "the token is unused and can still be used"),
    term("EXPIRED", EVERYWHERE, "the token or the session ran out"),
    term("DELETED", CURRENT_AND_OLDER, "the personal data was erased"),
    term("ARCHIVED", CURRENT_AND_OLDER, "moved to the archive"),
    term("EXPIRED-DELETED", CURRENT_AND_OLDER, "expired first, then the personal data was erased"),
];

/// The automatic result that a dummy session is made with (S1). `ACTIVE` stood in older pages and is left out.
pub static DUMMY_STATUS: Vocabulary = Vocabulary {
    name: "dummyStatus",
    about: "the automatic result of a dummy session",
    source: "S1",
    values: &[
        term("APPROVED", S1_AND_OLDER, "face and document pass"),
        term("DENIED", S1_AND_OLDER, "a check fails"),
        term("SUSPECTED", S1_AND_OLDER, "the checks pass, with a tag"),
        term("EXPIRED", S1_AND_OLDER, "the session ran out unused"),
    ],
};
