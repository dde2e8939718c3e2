//! RFC 4231's vectors, the one of a public client, and every way in which a signature can be none.

use idvet::signature::{Flaw, Verification, sign, verify};

/// The body of the test vector in the public client gboddin/go-idenfy, `testdata/webhook.1.json`.
pub(super) const BODY: &[u8] = include_bytes!("../data/signature/go-idenfy.json");
pub(super) const KEY: &[u8] = b"TestingKey";
pub(super) const SIGNATURE: &str = "e7386736c7f0e8ee293a7637a316d64f7193c3197c133576e3f72061100180e2";

const LONG_DATA: &[u8] =
    b"This is a test using a larger than block-size key and a larger than block-size data. \
    The key needs to be hashed before being used by the HMAC algorithm.";

/// Sections 4.2 to 4.8: key, data, HMAC-SHA-256. That of 4.6 is shown there cut to 128 bits.
fn rfc_4231() -> Vec<(Vec<u8>, Vec<u8>, &'static str)> {
    vec![
        (
            vec![0x0b; 20],
            b"Hi There".to_vec(),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"Jefe".to_vec(),
            b"what do ya want for nothing?".to_vec(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (vec![0xaa; 20], vec![0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            (0x01..=0x19).collect(),
            vec![0xcd; 50],
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        (vec![0x0c; 20], b"Test With Truncation".to_vec(), "a3b6167473100ee06e0c796c2955552b"),
        (
            vec![0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            vec![0xaa; 131],
            LONG_DATA.to_vec(),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        ),
    ]
}

#[test]
fn the_vectors_of_rfc_4231_hold() {
    for (number, (key, data, expected)) in rfc_4231().into_iter().enumerate() {
        let signature = sign(&key, &data);
        assert!(signature.starts_with(expected), "case {}: {signature}", number + 1);
        assert_eq!(verify(&key, &data, Some(&signature)), Verification::Valid, "case {}", number + 1);
        let cut = expected.len() < signature.len();
        let verified = verify(&key, &data, Some(expected));
        assert_eq!(verified == Verification::Valid, !cut, "a part of a signature is none: {verified:?}");
    }
}

#[test]
fn the_vector_of_a_public_client_holds() {
    assert_eq!(BODY.len(), 3268 + 1, "3268 characters, one of them of two bytes");
    assert_eq!(sign(KEY, BODY), SIGNATURE);
    assert_eq!(verify(KEY, BODY, Some(SIGNATURE)), Verification::Valid);
}

#[test]
fn one_altered_byte_anywhere_is_seen() {
    let other = Verification::Invalid(Flaw::Other);
    for at in 0..BODY.len() {
        let mut altered = BODY.to_vec();
        altered[at] ^= 1;
        assert_eq!(verify(KEY, &altered, Some(SIGNATURE)), other, "byte {at} of the body");
    }
    for at in 0..SIGNATURE.len() {
        let digit = if SIGNATURE.as_bytes()[at] == b'0' { "1" } else { "0" };
        let altered = format!("{}{digit}{}", &SIGNATURE[..at], &SIGNATURE[at + 1..]);
        assert_eq!(verify(KEY, BODY, Some(&altered)), other, "digit {at} of the signature");
    }
    assert_eq!(verify(b"TestingKez", BODY, Some(SIGNATURE)), other);
    assert_eq!(verify(b"", BODY, Some(SIGNATURE)), other);
}

#[test]
fn what_is_no_signature_is_told_as_what_it_is() {
    let length = |length| Verification::Invalid(Flaw::Length(length));
    assert_eq!(verify(KEY, BODY, None), Verification::Absent);
    assert_eq!(verify(KEY, BODY, Some("")), length(0));
    assert_eq!(verify(KEY, BODY, Some(&SIGNATURE[..62])), length(62));
    assert_eq!(verify(KEY, BODY, Some(&SIGNATURE[..63])), length(63));
    assert_eq!(verify(KEY, BODY, Some(&format!("{SIGNATURE}00"))), length(66));
    assert_eq!(verify(KEY, BODY, Some(&format!(" {SIGNATURE}"))), length(65));
    let no_hex = format!("{}g", &SIGNATURE[..63]);
    assert_eq!(verify(KEY, BODY, Some(&no_hex)), Verification::Invalid(Flaw::NotHex('g')));
    let not_ascii = format!("{}é", &SIGNATURE[..63]);
    assert_eq!(verify(KEY, BODY, Some(&not_ascii)), Verification::Invalid(Flaw::NotHex('é')));
    let signed = format!("{}+1", &SIGNATURE[..62]);
    assert_eq!(
        verify(KEY, BODY, Some(&signed)),
        Verification::Invalid(Flaw::NotHex('+')),
        "no number's sign"
    );
}

#[test]
fn upper_case_hex_is_accepted() {
    assert_eq!(verify(KEY, BODY, Some(&SIGNATURE.to_uppercase())), Verification::Valid);
    let mixed = format!("{}{}", &SIGNATURE[..32].to_uppercase(), &SIGNATURE[32..]);
    assert_eq!(verify(KEY, BODY, Some(&mixed)), Verification::Valid);
}

#[test]
fn flaws_are_told_in_words() {
    assert_eq!(Flaw::Length(40).to_string(), "a signature has 64 hex digits, but this has 40 characters");
    assert_eq!(Flaw::NotHex('g').to_string(), "a signature has 64 hex digits, but 'g' is none");
    assert_eq!(Flaw::Other.to_string(), "it belongs to another body or to another key");
}
