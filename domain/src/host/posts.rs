//! Decisions on a host's posts: returned, requested, added, transferred; always as deltas.

use uuid::Uuid;

use super::decide::decided;
use super::{
    HostEvent, HostFile, HostWithdrawn, OpenRequest, PostsAdded, PostsRequestOpined,
    PostsRequestRefused, PostsRequested, PostsReturned, PostsTransferredIn, PostsTransferredOut,
};
use crate::case::{Case, Decision};
use crate::command::RefusePostsRequest;
use crate::event::Event;
use crate::refusal::{FileRefusal, PostsRefusal, Refusal, require};

/// Rule 1: what is granted or added fits into the envelope; `field` names it.
pub(super) fn require_room_in_envelope(
    case: &Case<'_>,
    field: &'static str,
    posts: u32,
) -> Result<(), Refusal> {
    let (posts_open, envelope) = (case.tally.posts_open(), case.tally.posts_envelope());
    let after = posts_open.saturating_add(i64::from(posts));
    require(posts == 0 || after <= envelope, || {
        FileRefusal::EnvelopeExceeded {
            field,
            posts,
            posts_open,
            envelope,
        }
    })
}

/// Rule 6: what leaves a host is free there.
fn require_free(host: &HostFile, posts: u32) -> Result<(), Refusal> {
    let free = host.posts.free();
    require(i64::from(posts) <= free, || PostsRefusal::PostsNotFree {
        posts,
        free,
    })
}

pub(crate) fn return_posts(case: &Case<'_>, command: &PostsReturned) -> Decision {
    let host = case.own_host()?;
    let posts = command.posts.get();
    require_free(host, posts)?;
    let mut drafts = decided(case, HostEvent::PostsReturned(command.clone()))?;
    // Rule 6; a file that has left the programme already does not leave it twice.
    if host.posts.open == i64::from(posts) && host.stage().is_live() {
        let withdrawn = HostEvent::HostWithdrawn(HostWithdrawn {
            reason: command.reason.clone(),
        });
        drafts.push(case.companion(case.stream(), Event::Host(withdrawn), case.stream()));
    }
    Ok(drafts)
}

/// Rule 6: one request at a time.
pub(crate) fn request(case: &Case<'_>, command: &PostsRequested) -> Decision {
    let host = case.own_host()?;
    host.require_live()?;
    if let Some(OpenRequest { request, .. }) = host.request {
        return Err(PostsRefusal::RequestAlreadyOpen { request }.into());
    }
    decided(case, HostEvent::PostsRequested(command.clone()))
}

/// As on the application itself, several opinions may be given.
pub(crate) fn record_request_opinion(case: &Case<'_>, command: &PostsRequestOpined) -> Decision {
    case.own_host()?.require_open_request(command.request)?;
    decided(case, HostEvent::PostsRequestOpined(command.clone()))
}

pub(crate) fn refuse_request(case: &Case<'_>, command: &RefusePostsRequest) -> Decision {
    let open = case.own_host()?.require_open_request(command.request)?;
    let refused = PostsRequestRefused {
        request: open.request,
        posts: open.posts,
        reason: command.reason.clone(),
    };
    decided(case, HostEvent::PostsRequestRefused(refused))
}

/// As many as are decided on, be they fewer or more than were asked for.
pub(crate) fn add(case: &Case<'_>, command: &PostsAdded) -> Decision {
    let host = case.own_host()?;
    host.require_live()?;
    host.require_open_request(command.request)?;
    require_room_in_envelope(case, "posts", command.posts.get())?;
    decided(case, HostEvent::PostsAdded(command.clone()))
}

/// Both hosts in one append: no moment at which the posts are nowhere, or twice.
///
/// The catalogue asks for no more than free posts. So the receiver needs no vote of its own to be
/// given posts (to hire on them it does, rule 2), and a giver left without posts stays: only a
/// *return* to zero withdraws (rule 6), for those who transfer may be given posts again.
pub(crate) fn transfer(case: &Case<'_>, command: &PostsTransferredOut) -> Decision {
    let giver = case.own_host()?;
    giver.require_live()?;
    let to = &command.host;
    require(to != case.stream(), || PostsRefusal::TransferToItself)?;
    let stage = case.host("host", to)?.stage();
    require(stage.is_live(), || PostsRefusal::ReceiverNotLive {
        host: to.clone(),
        stage,
    })?;
    require_free(giver, command.posts.get())?;
    let arrived = HostEvent::PostsTransferredIn(PostsTransferredIn {
        posts: command.posts,
        host: case.stream().clone(),
    });
    let out = HostEvent::PostsTransferredOut(command.clone());
    Ok(vec![
        case.draft(Event::Host(out), case.stream()),
        case.companion(to, Event::Host(arrived), to),
    ])
}

impl HostFile {
    fn require_open_request(&self, request: Uuid) -> Result<OpenRequest, Refusal> {
        let open = self.request.filter(|open| open.request == request);
        open.ok_or_else(|| PostsRefusal::RequestNotOpen { request }.into())
    }
}
