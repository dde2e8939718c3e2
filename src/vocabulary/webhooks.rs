//! Words that only the payloads of webhooks and the data of a document have (C-OAS).

use super::{CURRENT, Vocabulary, term};

/// How old the client looks.
pub static AGE_GROUP: Vocabulary = Vocabulary {
    name: "ageGroup",
    about: "the age that was estimated from the face",
    source: "C-OAS",
    values: &[
        term("UNDER_8", CURRENT, ""),
        term("UNDER_13", CURRENT, ""),
        term("OVER_8", CURRENT, ""),
        term("OVER_13", CURRENT, ""),
        term("OVER_16", CURRENT, ""),
        term("OVER_18", CURRENT, ""),
        term("OVER_21", CURRENT, ""),
        term("OVER_22", CURRENT, ""),
        term("OVER_25", CURRENT, ""),
        term("OVER_30", CURRENT, ""),
    ],
};

/// How risky the client's address is.
pub static RISK_LEVEL: Vocabulary = Vocabulary {
    name: "riskLevel",
    about: "the risk that the client's IP address stands for",
    source: "C-OAS",
    values: &[
        term("VERY_LOW", CURRENT, ""),
        term("LOW", CURRENT, ""),
        term("MEDIUM", CURRENT, ""),
        term("HIGH", CURRENT, ""),
        term("VERY_HIGH", CURRENT, ""),
        term("NOT_CHECKED", CURRENT, ""),
    ],
};

/// What became of the further steps.
pub static ADDITIONAL_STEP_STATUS: Vocabulary = Vocabulary {
    name: "additionalStepStatus",
    about: "what became of the further steps of a session",
    source: "C-OAS",
    values: &[term("VALID", CURRENT, ""), term("INVALID", CURRENT, ""), term("NOT_FOUND", CURRENT, "")],
};

/// How near a document is to its expiry.
pub static EXPIRATION_THRESHOLD: Vocabulary = Vocabulary {
    name: "expirationThreshold",
    about: "how near a document is to its expiry",
    source: "C-OAS",
    values: &[
        term("DOCUMENT_EXPIRES_WITHIN_30_DAYS", CURRENT, ""),
        term("DOCUMENT_EXPIRES_WITHIN_7_DAYS", CURRENT, ""),
        term("DOCUMENT_EXPIRES_WITHIN_1_DAY", CURRENT, ""),
        term("DOCUMENT_EXPIRED", CURRENT, ""),
    ],
};
