//! The state machines: as JSON, as a page of diagrams, and held by readers.

use crate::service::Service;

const ROUTE: &str = "//v1/workflow";

#[tokio::test]
async fn every_kind_of_stream_has_its_machine_with_a_diagram() {
    let answer = Service::empty().await.get(ROUTE).await.expect(200);
    let machines = answer["machines"].as_array().unwrap();
    for kind in ["programme", "session", "host", "candidate", "match"] {
        let machine = machines.iter().find(|machine| machine["kind"] == kind);
        let machine = machine.unwrap_or_else(|| panic!("no machine of {kind}"));
        let states = machine["states"].as_array().unwrap();
        let mermaid = machine["mermaid"].as_str().unwrap();
        assert!(mermaid.contains("stateDiagram"), "{mermaid}");
        for arrow in machine["arrows"].as_array().unwrap() {
            let from = &arrow["from"];
            assert!(from.is_null() || states.contains(from), "{arrow}");
            assert!(states.contains(&arrow["to"]), "{arrow}");
        }
    }
}

#[tokio::test]
async fn the_reader_of_pages_gets_one() {
    let service = Service::empty().await;
    let reply = service
        .get_with(ROUTE, &[("accept", "text/markdown")])
        .await;
    assert_eq!(reply.header("content-type"), "text/markdown; charset=utf-8");
    assert!(reply.text.contains("```mermaid"));
    let json = service.get(ROUTE).await;
    assert_ne!(json.header("etag"), reply.header("etag"));
}

#[tokio::test]
async fn what_is_held_is_not_sent_again() {
    let service = Service::empty().await;
    for accept in ["application/json", "text/markdown"] {
        let tag = service.get_with(ROUTE, &[("accept", accept)]).await;
        let held = [("accept", accept), ("if-none-match", tag.header("etag"))];
        let again = service.get_with(ROUTE, &held).await;
        assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
    }
}

#[tokio::test]
async fn what_it_is_not_offered_as_is_refused() {
    let service = Service::empty().await;
    let reply = service.get_with(ROUTE, &[("accept", "image/png")]).await;
    assert_eq!(reply.status.as_u16(), 406);
    let refused = service.get("//v1/workflow?kind=host").await.expect(400);
    assert_eq!(refused["code"], "UnknownParameter");
}
