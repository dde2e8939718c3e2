//! What is seen of the switches that show in webhooks alone.

use std::time::Duration;

use idvet::emulator::{EmulatorConfig, Webhooks};
use idvet::signature::{Verification, verify};
use serde_json::json;

use crate::support::api::Api;
use crate::support::receiver::{Post, Reaction, Receiver};

/// As the receiver sees a switch.
pub(super) async fn probe(name: &str, config: EmulatorConfig) -> String {
    let failing = matches!(name, "webhook_retries" | "webhook_order");
    let receiver = if failing { Receiver::always(Reaction::Status(500)) } else { Receiver::answering(&[]) };
    let posts = posts(config, &receiver).await;
    match name {
        "webhook_retries" => {
            let times = posts.iter().filter(|post| post.event() == "IDENTIFICATION_AUTO_FINISHED");
            times.map(|post| post.at.to_string()).collect::<Vec<_>>().join(" ")
        }
        "webhook_key" => {
            let signed = |key: &&&str| {
                let given = posts[0].header("idenfy-signature");
                verify(key.as_bytes(), &posts[0].parcel.body, given) == Verification::Valid
            };
            (*["emulator-signing-key", "emulator-dev-secret"].iter().find(signed).unwrap()).to_owned()
        }
        "dummy_auto_final" => {
            posts.iter().map(|post| post.json()["final"].to_string()).collect::<Vec<_>>().join(" ")
        }
        "business_ids" => {
            let payload = posts[0].json();
            format!("{} {}", payload["companyId"], payload["beneficiaryId"])
        }
        _ => receiver.seen()[..4].join(", "),
    }
}

/// A dummy that is reviewed after 600 ms, and a token that runs out.
async fn posts(config: EmulatorConfig, receiver: &Receiver) -> Vec<Post> {
    let webhooks = Webhooks { target: Some("https://partner.example/".to_owned()), ..Webhooks::default() };
    let api = Api::telling(EmulatorConfig { webhooks, ..config }, receiver);
    let session = api.create_dummy("APPROVED").await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    api.review(&session, "FACE_MISMATCH", "DOC_VALIDATED").await;
    api.create(json!({ "clientId": "a", "expiryTime": 200 })).await;
    tokio::time::sleep(Duration::from_mins(10)).await;
    receiver.posts()
}
