//! The switches: a type, a field and a row of the table for each, from one description.

use super::assumptions::Assumption;

macro_rules! switches {
    ($($id:literal $field:ident: $type:ident, $about:literal, $source:literal,
        { $first:ident $first_value:literal $first_meaning:literal
          $(, $variant:ident $value:literal $meaning:literal)+ $(,)? })+) => {
        $(
            #[doc = concat!($id, ": ", $about)]
            #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
            pub enum $type {
                #[doc = $first_meaning]
                #[default]
                $first,
                $(#[doc = $meaning] $variant,)+
            }

            impl $type {
                const CHOICES: &[(&str, &str)] =
                    &[($first_value, $first_meaning) $(, ($value, $meaning))+];

                fn parse(text: &str) -> Option<Self> {
                    match text {
                        $first_value => Some(Self::$first),
                        $($value => Some(Self::$variant),)+
                        _ => None,
                    }
                }

                fn as_text(self) -> &'static str {
                    match self {
                        Self::$first => $first_value,
                        $(Self::$variant => $value,)+
                    }
                }
            }
        )+

        /// The value of every switch; the default is the documented default of each.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Assumptions {
            $(#[doc = concat!($id, ": ", $about)] pub $field: $type,)+
        }

        impl Assumptions {
            pub(super) fn choose(&mut self, name: &str, value: &str) -> Option<()> {
                match name {
                    $(stringify!($field) => self.$field = $type::parse(value)?,)+
                    _ => return None,
                }
                Some(())
            }

            pub(super) fn chosen(&self, name: &str) -> Option<&'static str> {
                match name {
                    $(stringify!($field) => Some(self.$field.as_text()),)+
                    _ => None,
                }
            }
        }

        pub(super) static ASSUMPTIONS: &[Assumption] = &[$(
            Assumption {
                id: $id,
                name: stringify!($field),
                about: $about,
                source: $source,
                choices: $type::CHOICES,
            },
        )+];
    };
}

switches! {
    "A1" token_success_code: TokenSuccessCode,
    "the HTTP status of a token that was created",
    "C-OAS and MK say 201; C-ERRH's table says 200",
    { Created "201" "201 Created", Ok "200" "200 OK" }

    "A2" wrong_environment: WrongEnvironment,
    "the answer to a dummy call outside of DEV",
    "the texts are S1's; C-ERRID says 403 without an identifier; O-DUMMY says bad request",
    { Forbidden "forbidden" "403, the message alone",
      BadRequest "bad_request" "400, with `PERMISSIONS_ERROR`" }

    "A3" unauthorized_body: UnauthorizedBody,
    "whether the 401 of wrong credentials carries an identifier",
    "C-ERRID shows none; GH and WP know `UNAUTHORIZED`",
    { Identifier "identifier" "with `UNAUTHORIZED`", Message "message" "the message alone" }

    "A4" no_funds: NoFunds,
    "the answer when the account has no funds",
    "C-ERRID says 402; O-ERR, MK and C-ERRM say 400 with `PERMISSIONS_ERROR`",
    { PaymentRequired "payment_required" "402, the message alone",
      BadRequest "bad_request" "400, `Partner reached token limit.` with `PERMISSIONS_ERROR`" }

    "A5" duplicate_client: DuplicateClient,
    "a second token for a `clientId` that has an active session",
    "C-FAQ and GH:FAQ do not block it; C-ERRH and C-SKILL list 409",
    { Allowed "allowed" "a second session is created", Conflict "conflict" "409" }

    "A6" status_fields: StatusFields,
    "the keys of `/status`",
    "S0 has three; C-DATA nine; C-SH speaks of `final`",
    { Nine "nine" "C-DATA's nine, S0's three among them",
      Three "three" "S0's three: `status`, `scanRef`, `clientId`",
      Final "final" "the nine and `final`" }

    "A7" dummy_active: DummyActive,
    "`dummyStatus: ACTIVE`",
    "O-DUMMY and MK list it; S1 does not",
    { Rejected "rejected" "400 as any other unknown value",
      Accepted "accepted" "a dummy session that stays active until a manual result or its expiry" }

    "A8" webhook_retries: WebhookRetries,
    "how often a webhook that was not taken (no 2xx within 10 s) is sent again",
    "MK: up to three tries; GH:FAQ: one repeat; O-MNOT: up to ten more, up to 10 s apart; C-WHO: a number is not stated",
    { Two "2" "twice, after half a second each",
      One "1" "once, after half a second",
      Ten "10" "ten times, after 10 s each",
      Never "0" "never" }

    "A9" webhook_key: WebhookKey,
    "the key that signs webhooks",
    "C-SIGN and O-SIGN: a key set for the notification; GH: the API secret",
    { SigningKey "signing_key" "the signing key", ApiSecret "api_secret" "the API secret of the account" }

    "A10" token_type_missing: TokenTypeMissing,
    "a token request without `tokenType`",
    "GH and the prose have a default; C-OAS lists it as required",
    { Default "default" "`IDENTIFICATION`", Error "error" "400 as any other missing value" }

    "A11" country_list: CountryList,
    "`country` as a list",
    "C-OAS types it a text; C-TOKEN shows a list as well",
    { Rejected "rejected" "400", Accepted "accepted" "a list of countries is taken and echoed" }

    "A12" session_length_bounds: SessionLengthBounds,
    "whether 60 and 3600 are allowed for `sessionLength`",
    "C-OAS: 60..3600; GH: more than 60 and less than 3600",
    { Inclusive "inclusive" "60 and 3600 are allowed", Strict "strict" "61 to 3599" }

    "A13" full_status: FullStatus,
    "whether `/full-status` exists",
    "S0 and GH describe it; no present page does",
    { Present "present" "it does, with the keys of S0 and GH", Absent "absent" "404 as any unknown path" }

    "U1" unknown_session: UnknownSession,
    "a `scanRef` that does not exist",
    "none; GH has every error at 400, C-ERRH lists 404 for a missing resource",
    { BadValue "bad_value" "400, `BAD_VALUE`", NotFound "not_found" "404, `BAD_VALUE`" }

    "U2" denied_values: DeniedValues,
    "the automatic results behind a `DENIED` dummy",
    "none; the pairs are those of O-SAMPLE",
    { FaceMismatch "face_mismatch" "`FACE_MISMATCH` with `DOC_VALIDATED`",
      DocExpired "doc_expired" "`FACE_MATCH` with `DOC_EXPIRED`",
      DocFake "doc_fake" "`FACE_MATCH` with `DOC_FAKE`" }

    "U3" suspected_tag: SuspectedTag,
    "the tag behind a `SUSPECTED` dummy",
    "none for the tag; C-SUS says that there is one",
    { FaceSuspected "FACE_SUSPECTED" "a fraud tag, which is a suspicion reason too",
      AmlSuspicion "AML_SUSPECTION" "a fraud tag, which is a suspicion reason too",
      DuplicateFace "DUPLICATE_FACE" "a fraud tag that is no suspicion reason",
      Name "NAME" "a mismatch tag" }

    "U4" expired_values: ExpiredValues,
    "the automatic results behind an `EXPIRED` dummy",
    "none",
    { NotAnalysed "not_analysed" "`FACE_NOT_ANALYSED` with `DOC_NOT_ANALYSED`",
      Unset "unset" "as of a session without results" }

    "U5" dummy_auto_final: DummyAutoFinal,
    "`final` in the webhook of a dummy's automatic result",
    "none; C-WH: `false` if a human follows, and DEV has no human (O-ENV)",
    { True "true" "`true`", False "false" "`false`" }

    "U6" manual_pass_on_suspected: ManualPassOnSuspected,
    "a manual `FACE_MATCH` with `DOC_VALIDATED` on a session with tags",
    "S1: the two approve; C-SUS: tags make a session suspected",
    { Approved "approved" "`APPROVED`, and the tags stay",
      Suspected "suspected" "`SUSPECTED`, as the tags stay" }

    "U7" manual_failure: ManualFailure,
    "the overall status after any other manual pair",
    "S1 says only that it is not approved; O-SAMPLE's failed pairs are denied",
    { Denied "denied" "`DENIED`", Suspected "suspected" "`SUSPECTED`" }

    "U8" manual_again: ManualAgain,
    "a manual result on an expired session, or a second one",
    "none",
    { Overwrite "overwrite" "taken; the last one counts",
      Refused "refused" "400, `TOKEN_NOT_VALID`" }

    "U9" manual_on_plain: ManualOnPlain,
    "a manual result on a session without `dummyStatus`",
    "S1 says that it must be created with `dummyStatus`, not how it is refused",
    { BadValue "bad_value" "400, `BAD_VALUE`",
      TokenNotValid "token_not_valid" "400, `TOKEN_NOT_VALID`" }

    "U10" manual_one_field: ManualOneField,
    "a manual result with one of its two fields",
    "none",
    { MissingValue "missing_value" "400, `MISSING_VALUE`",
      Automatic "automatic" "the automatic result stands for the other" }

    "U11" manual_answer: ManualAnswer,
    "the body of a manual result's 200",
    "S1 describes none",
    { Empty "empty" "no body", Object "object" "`{}`" }

    "U12" status_before_review: StatusBeforeReview,
    "the overall status while a manual result is not yet visible (`delay`)",
    "none; C-VOC has `REVIEWING` while a human looks at it",
    { Reviewing "reviewing" "`REVIEWING`", Former "former" "the status that it had" }

    "U13" unset_results: UnsetResults,
    "automatic and manual results that do not exist yet",
    "GH:FAQ and C-DATA call them empty; C-OAS types them as plain texts; O-ENV copies in DEV",
    { Null "null" "JSON's `null`", Empty "empty" "an empty text",
      Copied "copied" "the manual ones copy the automatic ones, else `null`" }

    "U14" dummy_material: DummyMaterial,
    "what `/data` and `/files` hold for a finished dummy",
    "none",
    { Data "data" "the data it was created with, in upper case; no files",
      DataAndFiles "data_and_files" "the data, and links to a picture, good for one hour (C-REP)",
      Nothing "nothing" "nulls" }

    "U15" reads_on_active: ReadsOnActive,
    "`/data` and `/files` of an active session",
    "none",
    { Nulls "nulls" "200 with nulls", Refused "refused" "400, `TOKEN_NOT_VALID`" }

    "U16" field_errors: FieldErrors,
    "the identifier of a field that is missing or wrong",
    "C-ERRM lists all three, and does not say which is when",
    { Specific "specific" "`MISSING_VALUE` and `BAD_VALUE`",
      Validation "validation" "`VALIDATION_ERROR` for both" }

    "U17" unknown_fields: UnknownFields,
    "a request field that no document names",
    "none",
    { Ignored "ignored" "as if it were not there", Rejected "rejected" "400, `BAD_VALUE`" }

    "U18" wrong_method_code: WrongMethodCode,
    "the HTTP status of a wrong method",
    "C-ERRM gives `METHOD_NOT_ALLOWED` without a code; GH has every error at 400",
    { NotAllowed "405" "405, as HTTP has it", BadRequest "400" "400, as any other error" }

    "U19" delete_dummy: DeleteDummy,
    "when a dummy session can be deleted",
    "S1 and C-DEL do not say whether its token counts as used",
    { Finished "finished" "as soon as it has its result",
      Expired "expired" "after `expiryTime`, as any token" }

    "U20" deleted_status: DeletedStatus,
    "`/status` after a deletion",
    "C-VOC lists `DELETED` and `EXPIRED-DELETED`",
    { Deleted "deleted" "`DELETED`",
      ByHistory "by_history" "`EXPIRED-DELETED` for what had expired, else `DELETED`",
      Unknown "unknown" "as a `scanRef` that does not exist" }

    "U21" letter_case: LetterCase,
    "the letter case of `dummyStatus` and of the two manual results",
    "none",
    { Exact "exact" "as documented, in capitals", Any "any" "any, and kept in capitals" }

    "U22" foreign_session: ForeignSession,
    "a session of another key pair",
    "none",
    { Unknown "unknown" "as a `scanRef` that does not exist", Forbidden "forbidden" "403, `PERMISSIONS_ERROR`" }

    "U23" rate_window: RateWindow,
    "the hour of the request limit",
    "C-ERRM says hourly, not how it is counted",
    { Fixed "fixed" "counted from the full hour on", Sliding "sliding" "the last 3600 seconds" }

    "U24" check_order: CheckOrder,
    "what is checked first of a request that is wrong in several ways",
    "C-ERRID puts credentials, environment and funds before the request",
    { AccountFirst "account_first" "environment, funds, then the fields",
      FieldsFirst "fields_first" "the fields, then environment and funds" }

    "U25" time_format: TimeFormat,
    "the format of times in `/full-status`, in UTC",
    "GH's sample is `2020-06-26 09:54:32`; its table contradicts it",
    { Spaced "spaced" "`2020-06-26 09:54:32`", Iso "iso" "`2020-06-26T09:54:32Z`" }

    "U26" business_ids: BusinessIds,
    "`companyId` and `beneficiaryId` of a webhook outside of business checks",
    "none; C-OAS requires both as texts",
    { Empty "empty" "an empty text", Null "null" "JSON's `null`" }

    "U27" webhook_order: WebhookOrder,
    "a session's webhook while the one before it is still retried",
    "none; MK's diagram makes the review wait for the answer",
    { Independent "independent" "it is sent at its own time",
      Waits "waits" "it waits until the one before was taken or given up" }

    "U28" dummy_attempts: DummyAttempts,
    "`attempt_count` of a finished dummy",
    "none",
    { One "1" "it counts as an attempt", Zero "0" "it counts as none" }
}
