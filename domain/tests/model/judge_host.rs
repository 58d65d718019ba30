//! The model's judgement on a host's file: application, votes, convention, posts.

use crate::ask::Ask;
use crate::judge::{Answer, need};
use crate::paper::{Account, Host, Paper, Terms, lies_in, region_of, siret_is_sound};

/// Links of duplicates, or of merges, that are followed: a named limit of the engine.
pub(crate) const LINKS_MAX: usize = 16;

const MOVES: [(&str, &str); 6] = [
    ("draft", "under_construction"),
    ("under_construction", "under_instruction"),
    ("under_instruction", "under_construction"),
    ("under_instruction", "accepted"),
    ("under_instruction", "refused"),
    ("under_instruction", "dropped"),
];

/// Rule 10, with the commune.
pub(crate) fn territory(ask: &Ask) -> Answer {
    let (department, region) = (ask.text("department"), ask.text("region"));
    need(region_of(department) == Some(region), "")?;
    let commune = ask.maybe("commune_insee");
    need(commune.is_none_or(|it| lies_in(it, department)), "")
}

impl Paper {
    pub(crate) fn judge_host(&self, ask: &Ask) -> Answer {
        if ask.command == "RegisterHost" {
            return self.judge_registration(ask);
        }
        match ask.command {
            "RecordCoselecVote" => return self.judge_vote(ask),
            "AmendApplication" => contact_in_its_place(ask)?,
            "CorrectCoselecVote" => return self.judge_correction(ask),
            _ => {}
        }
        let host = self.hosts.get(&ask.on).ok_or("HostNotRegistered")?;
        match ask.command {
            "ConfirmContactEmail" | "RecordFollowUp" => Ok(()),
            "AmendApplication" => host.judge_amendment(ask),
            "RecordPrefectOpinion" => host.takes_opinions(),
            "RevisePrefectOpinion" => {
                host.takes_opinions()?;
                need(!host.opinions.is_empty(), "NoOpinionToRevise")?;
                corrects_one_of(ask, &host.opinions)
            }
            "SendValidationLetter" | "SendActivationMail" => host.is_validated(),
            "ActivateHostAccount" => {
                host.is_live()?;
                need(host.account != Account::Activated, "AlreadyActivated")?;
                need(host.account == Account::Invited, "NoActivationMail")
            }
            "MarkDuplicate" => self.judge_duplicate(host, ask),
            "CancelApplication" | "WithdrawHost" => host.is_live(),
            "ReopenApplication" => need(host.left.is_some(), "FileIsLive"),
            "RequestPosts"
            | "RecordPostsRequestOpinion"
            | "RefusePostsRequest"
            | "AddPosts"
            | "ReturnPosts"
            | "TransferPosts" => self.judge_posts(host, ask),
            _ => host.judge_convention(ask),
        }
    }

    fn judge_registration(&self, ask: &Ask) -> Answer {
        territory(ask)?;
        let may_have_ridet = ask.text("department") == "988";
        let ridet = ask.maybe("ridet");
        need(
            ridet.is_none() || may_have_ridet,
            "RidetOutsideNewCaledonia",
        )?;
        need(
            ask.maybe("siret").is_none_or(siret_is_sound),
            "SiretChecksum",
        )?;
        need(!self.has_begun(&ask.on), "AlreadyRegistered")
    }

    fn fits_envelope(&self, posts: i64) -> Answer {
        let envelope = self.programme.as_ref().map_or(0, |it| it.envelope);
        let fits = posts <= 0 || self.posts_open() + posts <= envelope;
        need(fits, "EnvelopeExceeded")
    }

    fn judge_vote(&self, ask: &Ask) -> Answer {
        let session = ask.text("session");
        need(session.starts_with("session:"), "WrongReferenceKind")?;
        self.may_be_voted_in(session)?;
        let held_on = self.sessions[session].held_on.as_str();
        let said = ask.day.as_deref();
        need(said.is_none_or(|day| day == held_on), "VoteNotOnSessionDay")?;
        need(held_on <= ask.today.as_str(), "OccurredInTheFuture")?;
        let host = self.hosts.get(&ask.on).ok_or("HostNotRegistered")?;
        host.is_live()?;
        need(host.vote(session).is_none(), "VerdictAlreadyGiven")?;
        let posts = ask.int("posts_granted");
        let grants = ask.text("verdict") == "favourable";
        need(grants == (posts > 0), "PostsDoNotFitVerdict")?;
        self.fits_envelope(posts)
    }

    fn judge_correction(&self, ask: &Ask) -> Answer {
        let name = ask.text("session");
        need(name.starts_with("session:"), "WrongReferenceKind")?;
        let session = self.sessions.get(name).ok_or("SessionNotConvened")?;
        let host = self.hosts.get(&ask.on).ok_or("HostNotRegistered")?;
        let vote = host.vote(name).ok_or("NoVerdictToCorrect")?;
        corrects_one_of(ask, &[vote.id])?;
        need(*ask.occurred_on() >= *session.held_on, "OccurredTooEarly")?;
        let delta = ask.int("posts_delta");
        let total = vote.posts + delta;
        let grants = ask.text("verdict") == "favourable";
        let fits = total >= 0 && grants == (total > 0);
        need(fits, "CorrectedPostsDoNotFitVerdict")?;
        need(delta >= 0 || -delta <= host.free(), "CorrectedPostsNotFree")?;
        self.fits_envelope(delta)
    }

    fn judge_duplicate(&self, host: &Host, ask: &Ask) -> Answer {
        host.is_live()?;
        let mut target = ask.text("of");
        for _ in 0..LINKS_MAX {
            need(target != ask.on, "DuplicatesMakeACircle")?;
            self.names_host(target)?;
            match &self.hosts[target].duplicate_of {
                None => return Ok(()),
                Some(next) => target = next,
            }
        }
        Err("TooManyDuplicateLinks")
    }

    fn judge_posts(&self, host: &Host, ask: &Ask) -> Answer {
        let posts = ask.int("posts");
        let is_open = host.request.as_deref() == ask.maybe("request");
        match ask.command {
            "RequestPosts" => {
                host.is_live()?;
                need(host.request.is_none(), "RequestAlreadyOpen")
            }
            "AddPosts" => {
                host.is_live()?;
                need(is_open, "RequestNotOpen")?;
                self.fits_envelope(posts)
            }
            "ReturnPosts" => need(posts <= host.free(), "PostsNotFree"),
            "TransferPosts" => {
                host.is_live()?;
                let to = ask.text("host");
                need(to != ask.on, "TransferToItself")?;
                self.names_host(to)?;
                need(self.hosts[to].left.is_none(), "ReceiverNotLive")?;
                need(posts <= host.free(), "PostsNotFree")
            }
            _ => need(is_open, "RequestNotOpen"),
        }
    }
}

fn contact_in_its_place(ask: &Ask) -> Answer {
    let is_named = !ask.data["contact"].is_null();
    let is_field = ask.text("field") == "contact";
    need(is_field || !is_named, "ContactIsNotTheField")
}

fn corrects_one_of(ask: &Ask, events: &[u128]) -> Answer {
    let corrects = ask.corrects.ok_or("CorrectsLeftOut")?;
    need(events.contains(&corrects), "CorrectsAnotherEvent")
}

impl Host {
    pub(crate) fn is_live(&self) -> Answer {
        need(self.left.is_none(), "FileNotLive")
    }

    pub(crate) fn is_validated(&self) -> Answer {
        self.is_live()?;
        need(self.favourable(), "NoFavourableVote")
    }

    fn takes_opinions(&self) -> Answer {
        let gone = matches!(self.left, Some("cancelled" | "withdrawn"));
        need(!gone, "FileNotLive")
    }

    fn judge_amendment(&self, ask: &Ask) -> Answer {
        let (field, after) = (ask.text("field"), ask.maybe("after"));
        need(field != "contact" || after.is_none(), "AmendmentDoesNotFit")?;
        let fits = match field {
            "legal_name" | "kind" => after.is_some(),
            "department" => after.and_then(region_of).is_some(),
            "siret" => after.is_none_or(|it| is_digits(it, 14)),
            "ridet" => after.is_none_or(|it| is_digits(it, 7)),
            "requested_posts" => after.is_none_or(|it| it != "0"),
            "has_candidate" => after.is_none_or(|it| it == "true" || it == "false"),
            _ => true,
        };
        need(fits, "AmendmentDoesNotFit")?;
        let department = if field == "department" { after } else { None };
        let department = department.unwrap_or(&self.department);
        let siret = if field == "siret" {
            after
        } else {
            self.siret.as_deref()
        };
        let ridet = if field == "ridet" {
            after
        } else {
            self.ridet.as_deref()
        };
        if field == "commune_insee" {
            need(after.is_none_or(|it| lies_in(it, department)), "")?;
        }
        need(ridet.is_none() || department == "988", "")?;
        need(siret.is_none_or(siret_is_sound), "")
    }

    fn judge_convention(&self, ask: &Ask) -> Answer {
        match ask.command {
            "OpenConventionFile" => {
                self.is_validated()?;
                let over = [None, Some("refused"), Some("dropped")];
                need(over.contains(&self.dossier.as_deref()), "")
            }
            "MoveConventionFile" => {
                let stands = self.dossier.as_deref().ok_or("NoConventionFile")?;
                let from = ask.maybe("from").unwrap_or(stands);
                need(from == stands, "ConventionFileStandsElsewhere")?;
                need(MOVES.contains(&(from, ask.text("to"))), "NoSuchMove")
            }
            "FindConventionFileNonCompliant" => need(self.dossier.is_some(), "NoConventionFile"),
            "CorrectConventionFile" => need(self.defects, "FileNotNonCompliant"),
            "SendConvention" => self.judge_sending(ask),
            "SignConvention" => {
                self.is_live()?;
                need(!self.terminated, "ConventionIsTerminated")?;
                need(self.signed.is_none(), "ConventionAlreadySigned")?;
                let sent = self.sent.as_ref().ok_or("ConventionNotSent")?;
                need(*sent == Terms::of(ask), "TermsDiffer")?;
                need(self.filled <= sent.posts, "CoveredPostsAreFilled")
            }
            "AmendConvention" => self.judge_convention_amendment(ask),
            "PaySubsidy" => {
                let terms = self.in_force()?;
                need(
                    ask.int("instalment") == self.instalments + 1,
                    "InstalmentOutOfOrder",
                )?;
                let paid = self.paid_cents + ask.int("amount_cents");
                need(paid <= terms.cents, "SubsidyExceeded")
            }
            _ => self.in_force().map(|_| ()),
        }
    }

    fn in_force(&self) -> Result<&Terms, &'static str> {
        need(!self.terminated, "ConventionIsTerminated")?;
        self.signed.as_ref().ok_or("ConventionNotSigned")
    }

    fn judge_sending(&self, ask: &Ask) -> Answer {
        self.is_live()?;
        need(self.dossier.as_deref() == Some("accepted"), "")?;
        need(!self.terminated && self.signed.is_none(), "")?;
        let terms = Terms::of(ask);
        need(
            [18, 24, 36].contains(&terms.months),
            "ConventionMonthsUnknown",
        )?;
        need(terms.posts <= self.open(), "ConventionExceedsPosts")
    }

    /// Rule 2 for what is taken off, and open posts for what is added.
    fn judge_convention_amendment(&self, ask: &Ask) -> Answer {
        let terms = self.in_force()?;
        let delta = ask.int("posts_delta");
        let posts = terms.posts + delta;
        need(posts >= 1, "AmendedPostsOutOfRange")?;
        let cents = terms.cents + ask.int("amount_delta_cents");
        need(cents >= 0, "AmendedAmountOutOfRange")?;
        need(delta >= 0 || self.filled <= posts, "CoveredPostsAreFilled")?;
        need(delta <= 0 || posts <= self.open(), "AmendmentExceedsPosts")
    }
}

impl Terms {
    pub(crate) fn of(ask: &Ask) -> Self {
        Self {
            posts: ask.int("posts"),
            cents: ask.int("amount_cents"),
            months: ask.int("months"),
        }
    }
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|it| it.is_ascii_digit())
}
