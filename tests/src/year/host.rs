//! Hosts: registration, opinions, files that come to nothing, accounts, and how they are accompanied.

use std::num::NonZeroU32;

use domain::Command;
use domain::command::{ActivateHostAccount, AmendApplication, ConfirmContactEmail};
use domain::engine::Personal;
use domain::host::{
    ApplicationCancelled, ApplicationField, ApplicationMarkedDuplicate, ApplicationReopened,
    Contact, FollowUpChannel, FollowUpRecorded, HostKind, HostRegistered, Opinion,
    PrefectOpinionGiven, PrefectOpinionRevised,
};

use super::agenda::{ConventionTask, HostTask, Task};
use super::calendar::{LAST_HOST, come_by, date};
use super::files::{self, Convention, Host};
use super::step::{Asks, Mark};
use super::{Year, actors, said};

const KINDS: [HostKind; 6] = [
    HostKind::Commune,
    HostKind::Commune,
    HostKind::Epci,
    HostKind::Private,
    HostKind::Gip,
    HostKind::Department,
];

impl Year {
    pub(super) fn register_hosts(&mut self) {
        while self.hosts.len() < come_by(self.today, LAST_HOST, self.scale.hosts) {
            self.register_host();
        }
    }

    fn register_host(&mut self) {
        let number = self.hosts.len();
        let department = self.chance.one_of(&self.departments);
        let kind = self.chance.one_of(&KINDS);
        let registered = application(number, kind, department, date(self.today + 90));
        let command = Command::RegisterHost(registered);
        self.ask(actors::anybody(), &files::host(number), command);
        self.counts.hosts += 1;
        self.hosts.push(Host {
            department,
            is_live: true,
            is_reviewed: false,
            favourable: None,
            granted: 0,
            posts_open: 0,
            posts_filled: 0,
            convention: Convention::None,
            requests: 0,
            open_matches: Vec::new(),
        });
        self.plan_host(number);
    }

    /// Its fate until the prefect has looked at it.
    fn plan_host(&mut self, host: usize) {
        let task = |task| Task::Host(host, task);
        if self.chance.percent(70) {
            self.between(0, 3, task(HostTask::ConfirmEmail));
        }
        if self.chance.percent(4) {
            self.between(1, 60, task(HostTask::Amend));
        }
        match self.chance.below(100) {
            0..=1 => self.between(2, 12, task(HostTask::MarkDuplicate)),
            2..=4 => self.between(2, 30, task(HostTask::Cancel)),
            // Nobody ever gives an opinion.
            5..=7 => {}
            _ => self.between(5, 25, task(HostTask::Opine)),
        }
    }

    pub(super) fn attend_host(&mut self, host: usize, task: HostTask) {
        match task {
            HostTask::ConfirmEmail => {
                self.by_host(host, Command::ConfirmContactEmail(ConfirmContactEmail {}));
            }
            HostTask::Opine => self.opine(host),
            HostTask::ReviseOpinion(opinion) => self.revise(host, opinion),
            HostTask::Amend => self.amend_application(host),
            HostTask::MarkDuplicate => self.mark_duplicate(host),
            HostTask::Cancel => self.cancel(host),
            HostTask::Reopen => self.reopen(host),
            HostTask::DeliverMails(vote) => self.deliver_mails(host, vote),
            HostTask::CorrectVote(vote, session) => self.correct_vote(host, vote, session),
            HostTask::Activate => self.activate(host),
            HostTask::FollowUp => self.follow_up(host),
            HostTask::Recruit => self.recruit(host),
        }
    }

    pub(super) fn by_host(&mut self, host: usize, command: Command) -> Mark {
        let stream = files::host(host);
        self.ask(actors::owner(&stream), &stream, command)
    }

    pub(super) fn by_agency(&mut self, host: usize, command: Command) -> Mark {
        self.ask(actors::agency(), &files::host(host), command)
    }

    fn opine(&mut self, host: usize) {
        if !self.hosts[host].is_live {
            return;
        }
        let opinion = match self.chance.below(100) {
            0..=69 => Opinion::Favourable,
            70..=84 => Opinion::FurtherReview,
            _ => Opinion::Unfavourable,
        };
        let prefecture = actors::prefecture(self.hosts[host].department);
        let command = Command::RecordPrefectOpinion(PrefectOpinionGiven {
            opinion,
            recommended_posts: Some(1),
            wave: None,
            france_services: Some(false),
            rural_zone: None,
            priority_district: None,
            comment: self.chance.percent(15).then(|| said("A comment")),
        });
        let mark = self.ask(prefecture, &files::host(host), command);
        self.counts.opined += 1;
        self.opined.push(host);
        if self.chance.percent(2) {
            self.keep_ids(mark);
            self.between(3, 40, Task::Host(host, HostTask::ReviseOpinion(mark)));
        }
    }

    fn revise(&mut self, host: usize, opinion: Mark) {
        if !self.hosts[host].is_live {
            return;
        }
        let prefecture = actors::prefecture(self.hosts[host].department);
        let command = Command::RevisePrefectOpinion(PrefectOpinionRevised {
            opinion: Opinion::Favourable,
            recommended_posts: Some(2),
            wave: None,
            france_services: None,
            rural_zone: None,
            priority_district: None,
            comment: Some(said("A second look")),
        });
        let asks = Asks::Correction(Box::new(command), opinion);
        self.put(prefecture, &files::host(host), asks);
    }

    fn amend_application(&mut self, host: usize) {
        let command = Command::AmendApplication(AmendApplication {
            field: ApplicationField::RequestedPosts,
            after: Some("3".to_owned()),
            contact: None,
            reason: said("The project has grown"),
        });
        self.by_agency(host, command);
    }

    /// Of the file before it, which has to be no duplicate itself.
    fn mark_duplicate(&mut self, host: usize) {
        let original = host.checked_sub(1).filter(|&of| self.hosts[of].is_live);
        if let Some(original) = original {
            let of = files::host(original);
            let command = Command::MarkDuplicate(ApplicationMarkedDuplicate { of });
            self.by_agency(host, command);
            self.hosts[host].is_live = false;
            self.counts.hosts -= 1;
        }
    }

    fn cancel(&mut self, host: usize) {
        let reason = said("The council has voted against it");
        self.by_agency(
            host,
            Command::CancelApplication(ApplicationCancelled { reason }),
        );
        self.hosts[host].is_live = false;
        if self.chance.percent(20) {
            self.between(5, 40, Task::Host(host, HostTask::Reopen));
        }
    }

    fn reopen(&mut self, host: usize) {
        let reason = said("The new council is for it");
        self.by_agency(
            host,
            Command::ReopenApplication(ApplicationReopened { reason }),
        );
        self.hosts[host].is_live = true;
        self.between(5, 25, Task::Host(host, HostTask::Opine));
    }

    /// The link holds for 28 days; some hosts take longer, and are reminded.
    fn activate(&mut self, host: usize) {
        if !self.hosts[host].is_live {
            return;
        }
        self.by_host(host, Command::ActivateHostAccount(ActivateHostAccount {}));
        self.between(3, 20, Task::Convention(host, ConventionTask::Open));
    }

    fn follow_up(&mut self, host: usize) {
        const CHANNELS: [FollowUpChannel; 4] = [
            FollowUpChannel::Mail,
            FollowUpChannel::Call,
            FollowUpChannel::Chat,
            FollowUpChannel::Video,
        ];
        if !self.hosts[host].is_live {
            return;
        }
        let command = Command::RecordFollowUp(FollowUpRecorded {
            channel: self.chance.one_of(&CHANNELS),
            topic: "recruitment".to_owned(),
            summary: said("Where the host stands, and what it needs next"),
        });
        self.by_agency(host, command);
        self.between(20, 40, Task::Host(host, HostTask::FollowUp));
    }
}

fn application(
    number: usize,
    kind: HostKind,
    department: domain::territory::Department,
    mission_start: domain::engine::CivilDate,
) -> HostRegistered {
    HostRegistered {
        kind,
        legal_name: format!("Structure {number}"),
        siret: None,
        ridet: None,
        commune_insee: None,
        postal_code: None,
        department,
        region: department.region(),
        requested_posts: NonZeroU32::new(2),
        mission_start: Some(mission_start),
        has_candidate: Some(false),
        network: None,
        france_services: Some(number.is_multiple_of(5)),
        rural_zone: Some(number.is_multiple_of(3)),
        priority_district: Some(number.is_multiple_of(7)),
        legacy_id: None,
        contact: Some(Personal::Clear(Contact {
            name: format!("Contact {number}"),
            email: format!("contact-{number}@structure.example"),
            phone: None,
            role: None,
        })),
    }
}
