//! OpenSSL and `idvet webhooks verify` agree on random bodies and keys.

use std::{fs, process::Command};

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::support::suite::{Suite, said};

/// `openssl dgst -sha256 -hmac KEY FILE`.
fn by_openssl(suite: &Suite, key: &str, file: &str) -> String {
    let mut command = Command::new("openssl");
    let done = command.args(["dgst", "-sha256", "-hmac", key, file]).current_dir(suite.root()).output();
    let done = said(&done.expect("openssl is installed"));
    assert_eq!(done.code, 0, "{}", done.all());
    done.out.split_whitespace().last().unwrap().to_owned()
}

fn bodies() -> Vec<Vec<u8>> {
    let mut random = ChaCha8Rng::seed_from_u64(4231);
    let mut bodies = vec![
        Vec::new(),
        b"\0".to_vec(),
        b"\n".to_vec(),
        b"\r\n".to_vec(),
        "{\"docFirstName\":\"Zoë\",\"docLastName\":\"Kovač\",\"address\":\"北京 🙂\"}".as_bytes().to_vec(),
        b"\xff\xfe\x00not UTF-8".to_vec(),
    ];
    for length in [1, 31, 55, 56, 63, 64, 65, 127, 128, 1000, 65_537] {
        let mut body = vec![0; length];
        random.fill_bytes(&mut body);
        bodies.push(body);
    }
    bodies
}

#[test]
fn openssl_agrees_with_verify() {
    let suite = Suite::nothing();
    let long = "k".repeat(131);
    let keys = ["emulator-signing-key", "x", "Schlüssel mit Umlaut", long.as_str()];
    for (number, body) in bodies().into_iter().enumerate() {
        let (key, other) = (keys[number % keys.len()], keys[(number + 1) % keys.len()]);
        fs::write(suite.path("body"), &body).unwrap();
        let signature = by_openssl(&suite, key, "body");
        assert_eq!(signature.len(), 64);
        let verify = |key: &str, signature: &str| {
            let arguments = ["webhooks", "verify", "body", "--signature", signature, "--key-env", "KEY"];
            said(&suite.command(&arguments).env("KEY", key).output().unwrap())
        };
        verify(key, &signature).exits(0);
        verify(key, &by_openssl(&suite, other, "body")).exits(1);
    }
}
