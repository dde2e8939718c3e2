//! The countries of ISO 3166-1 as the format `country` knows them: two letters, both capital or both small,
//! since the API echoes a country as it was sent (S1 sends `lt`).

/// The alpha-2 codes that ISO 3166-1 assigns officially.
const CODES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI \
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR \
    IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM \
    MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT \
    PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM \
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// Whether a text is the code of a country.
pub(super) fn is_country(text: &str) -> bool {
    let one_case = text.bytes().all(|byte| byte.is_ascii_uppercase())
        || text.bytes().all(|byte| byte.is_ascii_lowercase());
    text.len() == 2 && one_case && is_code(text)
}

fn is_code(text: &str) -> bool {
    CODES.split_ascii_whitespace().any(|code| code.eq_ignore_ascii_case(text))
}

/// What is wrong with a text that is nearly a country.
pub(super) fn hint(text: &str) -> Option<String> {
    match text {
        "UK" | "uk" => Some("the United Kingdom is `GB`".to_owned()),
        "EL" | "el" => Some("Greece is `GR`".to_owned()),
        _ if text.len() == 2 && is_code(text) => {
            Some("the letters are capital or small, not both".to_owned())
        }
        _ if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            Some("a country has two letters here, not three".to_owned())
        }
        _ => None,
    }
}
