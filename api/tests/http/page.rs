//! The page: served from the binary, under a policy that allows nothing inline.

use crate::service::Service;

#[tokio::test]
async fn the_page_and_its_files_are_served() {
    let service = Service::empty().await;
    let page = service.get("//").await;
    assert!(page.header("content-type").starts_with("text/html"));
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    for part in page
        .text
        .split('"')
        .filter(|part| part.starts_with("/assets/"))
    {
        assert_eq!(
            service.get(&format!("/{part}")).await.status.as_u16(),
            200,
            "{part}"
        );
    }
}

#[tokio::test]
async fn nothing_stands_inline() {
    let page = Service::empty().await.get("//").await.text;
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick="));
    assert!(
        page.split("<script")
            .skip(1)
            .all(|script| script.contains("src="))
    );
}

#[tokio::test]
async fn the_viewer_of_the_document_is_served() {
    let service = Service::empty().await;
    let viewer = service.get("//docs/").await;
    assert_eq!(viewer.status.as_u16(), 200);
    assert!(viewer.text.contains("swagger-ui"));
}
