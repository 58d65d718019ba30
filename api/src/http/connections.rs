//! Connections: at most so many at once, each of which must say in time what it asks.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt as _;

use crate::limits::Limits;

/// How long accepting rests where the system gives no more connections: files may be closed by then.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// Answers connections until `stop`, then accepts no more, and lets the requests under way end
/// within the named bound.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    stop: impl Future<Output = ()>,
) {
    let under_way = GracefulShutdown::new();
    tokio::select! {
        () = stop => {}
        () = accept_all(&listener, &router, limits, &under_way) => {}
    }
    drop(listener);
    let within = limits.drain_timeout();
    if tokio::time::timeout(within, under_way.shutdown())
        .await
        .is_err()
    {
        tracing::warn!(?within, "requests under way did not end in time");
    }
}

/// Above the bound, connections wait in the system's own bounded queue.
async fn accept_all(
    listener: &TcpListener,
    router: &Router,
    limits: &Limits,
    under_way: &GracefulShutdown,
) {
    let most = limits.connections_max.min(Semaphore::MAX_PERMITS);
    let slots = Arc::new(Semaphore::new(most));
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout());
    // The semaphore is never closed.
    while let Ok(slot) = slots.clone().acquire_owned().await {
        let stream = accept(listener).await;
        let answered = answer(&protocol, stream, router.clone(), under_way.watcher(), slot);
        tokio::spawn(answered);
    }
}

/// The next connection. One that ended before it was accepted is nobody's fault.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(why) if is_of_the_peer(why.kind()) => {}
            Err(why) => {
                tracing::error!(%why, "no connection can be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_the_peer(kind: ErrorKind) -> bool {
    use ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        kind,
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

/// One connection, to its end; it holds its slot as long.
fn answer(
    protocol: &http1::Builder,
    stream: TcpStream,
    router: Router,
    watcher: Watcher,
    slot: OwnedSemaphorePermit,
) -> impl Future<Output = ()> + use<> {
    let router = router.map_request(|request: Request<Incoming>| request.map(Body::new));
    let service = TowerToHyperService::new(router);
    let connection = watcher.watch(protocol.serve_connection(TokioIo::new(stream), service));
    async move {
        if let Err(why) = connection.await {
            tracing::debug!(%why, "a connection ended before its end");
        }
        drop(slot);
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::Notify;
    use tokio::task::JoinHandle;

    use super::*;

    /// Longer than anything here takes.
    const AT_MOST: Duration = Duration::from_secs(20);
    /// Long enough that an answer would have come.
    const A_WHILE: Duration = Duration::from_millis(200);

    const REQUEST: &[u8] = b"GET /at-once HTTP/1.1\r\nhost: localhost\r\n\r\n";
    const SLOW_REQUEST: &[u8] = b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n";

    struct Site {
        address: std::net::SocketAddr,
        /// Asks to stop.
        stop: Arc<Notify>,
        /// Told when a slow request has begun.
        begun: Arc<Notify>,
        /// Lets it end.
        release: Arc<Notify>,
        serving: JoinHandle<()>,
    }

    impl Site {
        async fn open(limits: Limits) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let [stop, begun, release] = [(); 3].map(|()| Arc::new(Notify::new()));
            let (tell, wait) = (begun.clone(), release.clone());
            let slow = get(async move || {
                tell.notify_one();
                wait.notified().await;
                "done"
            });
            let router = Router::new()
                .route("/at-once", get(async || "done"))
                .route("/slow", slow);
            let asked = stop.clone();
            let serving = tokio::spawn(async move {
                serve(listener, router, &limits, asked.notified()).await;
            });
            Self {
                address,
                stop,
                begun,
                release,
                serving,
            }
        }

        async fn send(&self, bytes: &[u8]) -> TcpStream {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            stream.write_all(bytes).await.unwrap();
            stream
        }
    }

    async fn answer_of(stream: &mut TcpStream) -> String {
        let mut bytes = [0; 1_024];
        let read = tokio::time::timeout(AT_MOST, stream.read(&mut bytes)).await;
        String::from_utf8_lossy(&bytes[..read.unwrap().unwrap()]).into_owned()
    }

    #[tokio::test]
    async fn a_head_that_does_not_come_in_time_ends_its_connection() {
        let site = Site::open(Limits {
            header_timeout_ms: 20,
            ..Limits::default()
        })
        .await;
        let mut half = site.send(&REQUEST[..20]).await;
        assert_eq!(answer_of(&mut half).await, "");
        let mut silent = site.send(b"").await;
        assert_eq!(answer_of(&mut silent).await, "");
    }

    #[tokio::test]
    async fn a_connection_above_the_bound_waits_for_another_to_end() {
        let site = Site::open(Limits {
            connections_max: 1,
            ..Limits::default()
        })
        .await;
        let mut first = site.send(REQUEST).await;
        assert!(answer_of(&mut first).await.ends_with("done"));
        let mut second = site.send(REQUEST).await;
        let too_early = tokio::time::timeout(A_WHILE, answer_of(&mut second)).await;
        assert!(too_early.is_err());
        drop(first);
        assert!(answer_of(&mut second).await.ends_with("done"));
    }

    #[tokio::test]
    async fn what_is_under_way_ends_before_the_server() {
        let site = Site::open(Limits::default()).await;
        let mut idle = site.send(REQUEST).await;
        assert!(answer_of(&mut idle).await.ends_with("done"));
        let mut slow = site.send(SLOW_REQUEST).await;
        site.begun.notified().await;
        site.stop.notify_one();
        assert_eq!(answer_of(&mut idle).await, "", "an idle one is closed");
        assert!(!site.serving.is_finished());
        site.release.notify_one();
        assert!(answer_of(&mut slow).await.ends_with("done"));
        tokio::time::timeout(AT_MOST, site.serving)
            .await
            .unwrap()
            .unwrap();
        assert!(TcpStream::connect(site.address).await.is_err());
    }

    #[tokio::test]
    async fn what_does_not_end_in_time_is_not_waited_for() {
        let site = Site::open(Limits {
            drain_timeout_ms: 20,
            ..Limits::default()
        })
        .await;
        let _slow = site.send(SLOW_REQUEST).await;
        site.begun.notified().await;
        site.stop.notify_one();
        tokio::time::timeout(AT_MOST, site.serving)
            .await
            .unwrap()
            .unwrap();
    }
}
