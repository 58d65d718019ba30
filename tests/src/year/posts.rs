//! Posts after the vote: requested, returned, transferred.

use std::num::NonZeroU32;

use domain::Command;
use domain::command::RefusePostsRequest;
use domain::host::{
    Opinion, PostsAdded, PostsRequestOpined, PostsRequested, PostsReturned, PostsTransferredOut,
};
use uuid::Uuid;

use super::agenda::{PostsTask, Task};
use super::files::{self, Convention};
use super::{Year, actors, said};

/// Every request, return and transfer is of one post.
const ONE: NonZeroU32 = NonZeroU32::MIN;

impl Year {
    pub(super) fn move_posts(&mut self, host: usize, task: PostsTask) {
        if !self.hosts[host].is_live {
            return;
        }
        match task {
            PostsTask::Request => self.request_post(host),
            PostsTask::Opine => self.opine_request(host),
            PostsTask::Answer => self.answer_request(host),
            PostsTask::Return => self.return_posts(host),
            PostsTask::Transfer => self.transfer(host),
        }
    }

    fn request_id(&self, host: usize) -> Uuid {
        files::id(&format!("request of {host}"), self.hosts[host].requests)
    }

    fn request_post(&mut self, host: usize) {
        self.hosts[host].requests += 1;
        let command = Command::RequestPosts(PostsRequested {
            request: self.request_id(host),
            posts: ONE,
            motive: said("More people come than were expected"),
        });
        self.by_host(host, command);
        self.between(3, 12, Task::Posts(host, PostsTask::Opine));
        self.between(14, 25, Task::Posts(host, PostsTask::Answer));
    }

    fn opine_request(&mut self, host: usize) {
        let command = Command::RecordPostsRequestOpinion(PostsRequestOpined {
            request: self.request_id(host),
            posts: 1,
            opinion: Opinion::Favourable,
        });
        let prefecture = actors::prefecture(self.hosts[host].department);
        self.ask(prefecture, &files::host(host), command);
    }

    fn answer_request(&mut self, host: usize) {
        let request = self.request_id(host);
        if self.chance.percent(65) && self.counts.posts_open < self.scale.posts {
            let added = PostsAdded {
                posts: ONE,
                request,
            };
            self.by_agency(host, Command::AddPosts(added));
            self.open_posts(host, 1);
            self.cover(host);
        } else {
            let reason = said("The department has its share");
            let refused = RefusePostsRequest { request, reason };
            self.by_agency(host, Command::RefusePostsRequest(refused));
        }
    }

    /// One free post; all of them after the convention's end. A host without posts has left.
    fn return_posts(&mut self, host: usize) {
        let file = &self.hosts[host];
        let stops = file.convention == Convention::Terminated;
        let posts = if stops {
            file.free()
        } else {
            file.free().min(1)
        };
        let Some(returned) = NonZeroU32::new(posts) else {
            return;
        };
        let leaves = file.posts_open == posts;
        let command = Command::ReturnPosts(PostsReturned {
            posts: returned,
            reason: said("Nobody was found"),
        });
        self.by_host(host, command);
        self.take_posts(host, posts);
        if leaves {
            self.hosts[host].is_live = false;
            self.close_matches_of_host(host);
        }
    }

    pub(super) fn take_posts(&mut self, host: usize, posts: u32) {
        self.hosts[host].posts_open -= posts;
        self.counts.posts_open -= i64::from(posts);
    }

    /// To a host that was validated too, if a few tries find one.
    fn transfer(&mut self, giver: usize) {
        const TRIES: usize = 20;
        if self.hosts[giver].free() == 0 {
            return;
        }
        for _ in 0..TRIES {
            let to = self.chance.below(self.hosts.len());
            if to != giver && self.takes_transfers(to) {
                self.transfer_to(giver, to);
                return;
            }
        }
    }

    fn takes_transfers(&self, host: usize) -> bool {
        let file = &self.hosts[host];
        let goes_on = file.convention != Convention::Terminated;
        file.is_live && file.favourable.is_some() && goes_on
    }

    fn transfer_to(&mut self, giver: usize, to: usize) {
        let command = Command::TransferPosts(PostsTransferredOut {
            posts: ONE,
            host: files::host(to),
        });
        self.by_agency(giver, command);
        self.take_posts(giver, 1);
        self.open_posts(to, 1);
        self.cover(to);
    }
}
