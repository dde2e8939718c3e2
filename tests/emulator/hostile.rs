//! Requests that nobody should send are answered.

use idvet::emulator::{EmulatorConfig, serve_connection};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::api::{Api, config};

const CALLS: [&str; 8] =
    ["token", "add-dummy-status", "status", "full-status", "data", "files", "delete", "generate-pdf"];

#[tokio::test(start_paused = true)]
async fn garbage_is_refused_by_every_call() {
    let api = Api::dev();
    let deep = "[".repeat(100_000);
    let deep_object = format!("{}1{}", r#"{"clientId":"#.repeat(20_000), "}".repeat(20_000));
    let bodies: [(&[u8], &str); 12] = [
        (b"", "JSON_ERROR"),
        (b"{\"clientId\":", "JSON_ERROR"),
        (b"{'clientId': 1}", "JSON_ERROR"),
        (b"clientId=a", "JSON_ERROR"),
        (b"{} {}", "JSON_ERROR"),
        (b"{\"a\": 1e999}", "JSON_ERROR"),
        (deep.as_bytes(), "JSON_ERROR"),
        (deep_object.as_bytes(), "JSON_ERROR"),
        (b"\xff\xfe{\x00}\x00", "ENCODING_ERROR"),
        (b"{\"clientId\":\"\xc3\x28\"}", "ENCODING_ERROR"),
        (b"[]", "VALIDATION_ERROR"),
        (b"\"text\"", "VALIDATION_ERROR"),
    ];
    for call in CALLS {
        for (body, identifier) in bodies {
            let answer = api.send("POST", &format!("/api/v2/{call}"), body.to_vec()).await;
            assert_eq!(
                (answer.status, answer.field("identifier")),
                (400, json!(identifier)),
                "{call} {body:?}"
            );
        }
    }
    assert_eq!(api.get("/kyc/identifications/").await.field("count"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_huge_body_is_read_and_refused() {
    let api = Api::dev();
    for size in [256 * 1024 + 1, 20 * 1024 * 1024] {
        let answer = api.send("POST", "/api/v2/token", vec![b' '; size]).await;
        assert_eq!(answer.status, 413);
        assert!(answer.field("message").as_str().unwrap().contains("262144 bytes"));
    }
    let padded = format!("{}{}", " ".repeat(200 * 1024), json!({ "clientId": "a" }));
    assert_eq!(api.send("POST", "/api/v2/token", padded).await.status, 201);
}

#[tokio::test(start_paused = true)]
async fn wrong_paths_and_methods_get_json() {
    let api = Api::dev();
    for path in
        ["/", "/api/v2/", "/api/v2/token/", "/kyc/identifications", "/api/v2/%ff", "/emulator/files/%ff/x"]
    {
        let answer = api.get(path).await;
        assert_eq!((answer.status, answer.field("message")), (404, json!("Not found.")), "{path}");
    }
    for (method, path) in
        [("GET", "/api/v2/status"), ("PUT", "/api/v2/token"), ("POST", "/kyc/identifications/")]
    {
        let answer = api.send(method, path, "{}").await;
        assert_eq!((answer.status, answer.field("identifier")), (405, json!("METHOD_NOT_ALLOWED")), "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn strange_credentials_are_refused() {
    let api = Api::dev();
    let pair = |text: &str| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text);
    let headers = [
        "Basic".to_owned(),
        "Basic ".to_owned(),
        "Basic !!!".to_owned(),
        format!("Basic {}", pair("emulator-dev")),
        format!("Basic {}", pair("emulator-dev:emulator-dev-secret ")),
        format!("Basic {}", pair("emulator-dev:emulator-test-secret")),
        format!("Bearer {}", pair("emulator-dev:emulator-dev-secret")),
        pair("emulator-dev:emulator-dev-secret"),
    ];
    for header in headers {
        let answer = api.as_header(&header).post("/api/v2/token", &json!({ "clientId": "a" })).await;
        assert_eq!(answer.status, 401, "{header}");
        assert_eq!(answer.headers["www-authenticate"], "Basic realm=\"iDenfy\"");
    }
    let lower = api.as_header(&format!("basic {}", pair("emulator-dev:emulator-dev-secret")));
    assert_eq!(lower.post("/api/v2/token", &json!({ "clientId": "a" })).await.status, 201);
}

/// The status code of the answer to a token request that has these lines in its head.
async fn status_with_head(api: &Api, lines: &str) -> String {
    let (mut ours, theirs) = tokio::io::duplex(64 * 1024);
    let server = tokio::spawn(serve_connection(theirs, api.emulator.clone()));
    let request = format!(
        "POST /api/v2/token HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 16\r\n{lines}\r\n\
         {{\"clientId\":\"a\"}}"
    );
    ours.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    ours.read_to_string(&mut answer).await.unwrap();
    server.await.unwrap();
    answer["HTTP/1.1 ".len()..][..3].to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_second_authorization_header_is_not_overlooked() {
    let api = Api::dev();
    let pair = |text: &str| {
        let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text);
        format!("authorization: Basic {encoded}\r\n")
    };
    let (good, bad) = (pair("emulator-dev:emulator-dev-secret"), pair("emulator-dev:wrong"));
    assert_eq!(status_with_head(&api, &good).await, "201");
    for lines in [format!("{good}{bad}"), format!("{bad}{good}"), format!("{good}{good}")] {
        assert_eq!(status_with_head(&api, &lines).await, "401", "{lines}");
    }
}

#[tokio::test(start_paused = true)]
async fn when_it_is_full_it_says_so_and_forgets_nothing() {
    let api = Api::with(EmulatorConfig { max_sessions: 2, ..config(&[]) });
    let first = api.create_plain().await;
    api.create_plain().await;
    let refused = api.post("/api/v2/token", &json!({ "clientId": "a" })).await;
    assert_eq!((refused.status, refused.field("identifier")), (500, json!("INTERNAL_ERROR")));
    assert_eq!(api.status(&first).await, "ACTIVE");
}

#[tokio::test(start_paused = true)]
async fn hostile_values_come_back_as_they_are() {
    let api = Api::dev();
    let nasty = "\u{0}\u{202e}\"\\</script>'; DROP TABLE x;--\u{1f4a9}";
    let token = api.post("/api/v2/token", &json!({ "clientId": "a", "address": nasty })).await;
    assert_eq!(token.field("address"), nasty);
    for scan_ref in [nasty, "../../etc/passwd", "%s%n", " "] {
        assert_eq!(api.about("status", scan_ref).await.status, 400);
    }
    assert_eq!(api.about("status", &"x".repeat(100_000)).await.status, 400);
}
