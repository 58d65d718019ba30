//! A run: each question is put to the model, to the domain and, with its events, to the auditor.

use std::collections::BTreeMap;

use crate::ask::Ask;
use crate::audit::Audit;
use crate::follow::Followed;
use crate::generate::Generator;
use crate::ledger::{Ledger, Logged};
use crate::paper::Paper;

/// Events that follow where something waits to be done, or was: the model does not foresee them.
const UNFORESEEN: [&str; 3] = ["NoticeIssued", "ActivationMailSent", "ValidationLetterSent"];

/// How many questions on the streams of a failure are printed.
const TOLD_MAX: usize = 25;

#[derive(Default)]
struct World {
    paper: Paper,
    ledger: Ledger,
    audit: Audit,
}

/// How often each command was accepted and refused, and what followed by itself.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) commands: BTreeMap<&'static str, [usize; 2]>,
    pub(crate) refusals: BTreeMap<&'static str, usize>,
    pub(crate) events: usize,
    pub(crate) reactions: BTreeMap<&'static str, usize>,
}

impl Counts {
    pub(crate) fn add(&mut self, other: &Self) {
        for (command, [yes, no]) in &other.commands {
            let counted = self.commands.entry(command).or_default();
            counted[0] += yes;
            counted[1] += no;
        }
        for (code, count) in &other.refusals {
            *self.refusals.entry(code).or_default() += count;
        }
        for (event, count) in &other.reactions {
            *self.reactions.entry(event).or_default() += count;
        }
        self.events += other.events;
    }
}

impl World {
    /// Whether it was accepted; the disagreement, where there is one.
    fn play(&mut self, ask: &Ask, counts: &mut Counts) -> Result<(), String> {
        let predicted = self.paper.judge(ask);
        let reply = self.ledger.ask(ask);
        let counted = counts.commands.entry(ask.command).or_default();
        counted[usize::from(reply.is_err())] += 1;
        match (predicted, reply) {
            (Ok(()), Ok(append)) => self.accept(ask, &append, counts),
            (Ok(()), Err(code)) => Err(format!("the model accepts, the domain says {code}")),
            (Err(code), Ok(_)) => Err(format!("the model says {code:?}, the domain accepts")),
            (Err(_), Err("NoSuchArrow")) => Err("the domain finds no arrow".to_owned()),
            (Err(foreseen), Err(code)) if foreseen.is_empty() || foreseen == code => {
                *counts.refusals.entry(code).or_default() += 1;
                Ok(())
            }
            (Err(foreseen), Err(code)) => {
                Err(format!("the model says {foreseen}, the domain says {code}"))
            }
        }
    }

    fn accept(&mut self, ask: &Ask, append: &[Logged], counts: &mut Counts) -> Result<(), String> {
        let followed: Vec<_> = append.iter().filter(|it| it.is_reaction).collect();
        let expected = self.paper.expected(ask);
        let foreseen = followed
            .iter()
            .filter(|it| !UNFORESEEN.contains(&it.name()));
        let found = foreseen.map(|it| (it.draft.stream.to_string(), it.name()));
        let mut found: Vec<_> = found.collect();
        found.sort();
        if found != expected {
            return Err(format!("{found:?} follows, expected was {expected:?}"));
        }
        let template = self.paper.waiting_mail(ask).map(str::to_owned);
        self.paper.note(ask, append[0].id);
        for logged in followed {
            *counts.reactions.entry(logged.name()).or_default() += 1;
            fits_the_mail(logged.name(), template.as_deref())?;
            self.paper.learn(ask, &Followed::of(logged))?;
        }
        counts.events += append.len();
        self.audit
            .read(append, ask.command, ask.today.parse().unwrap())?;
        let sums = [
            self.paper.posts_open(),
            self.audit.posts_open(),
            self.ledger.posts_open(),
        ];
        if sums.iter().any(|sum| *sum != sums[0]) {
            return Err(format!("posts open by model, deltas and domain: {sums:?}"));
        }
        Ok(())
    }
}

/// What is sent is what was to be delivered.
fn fits_the_mail(event: &str, template: Option<&str>) -> Result<(), String> {
    let fits = match event {
        "ActivationMailSent" => template == Some("activation"),
        "ValidationLetterSent" => template == Some("validation_letter"),
        _ => true,
    };
    if fits {
        Ok(())
    } else {
        Err(format!("{event} after a delivered {template:?}"))
    }
}

impl Followed {
    fn of(logged: &Logged) -> Self {
        Self {
            stream: logged.draft.stream.to_string(),
            event: logged.name(),
            data: logged.draft.event.data(),
            id: logged.id,
        }
    }
}

/// Runs a seed; the failure with all that is needed to replay it.
pub(crate) fn run(seed: u64, commands: usize) -> Result<Counts, String> {
    let (mut world, mut counts) = (World::default(), Counts::default());
    let mut generator = Generator::seeded(seed);
    let mut asked = Vec::with_capacity(commands);
    for _ in 0..commands {
        let ask = generator.next(&world.paper);
        let played = world.play(&ask, &mut counts);
        asked.push(ask);
        if let Err(why) = played {
            return Err(told(seed, &why, asked));
        }
    }
    Ok(counts)
}

fn told(seed: u64, why: &str, asked: Vec<Ask>) -> String {
    let last = asked.last().unwrap();
    let is_touched = |ask: &Ask| ask.names(&last.on) || last.names(&ask.on);
    let touched = asked.iter().rev().filter(|ask| is_touched(ask));
    let mut touched: Vec<_> = touched.take(TOLD_MAX).map(ToString::to_string).collect();
    touched.reverse();
    let count = asked.len();
    let touched = touched.join("\n  ");
    let (shortest, as_short) = shortest(asked);
    let shortest: Vec<_> = shortest.iter().map(ToString::to_string).collect();
    let shortest = shortest.join("\n  ");
    format!(
        "{why}\nreplay with JALON_MODEL_SEED={seed} JALON_MODEL_COMMANDS={count}\n\
         the last commands of the touched streams:\n  {touched}\n\
         the shortest sequence found, after which {as_short}:\n  {shortest}\n"
    )
}

/// Why a sequence fails, if its last question does.
fn failure(asked: &[Ask]) -> Option<String> {
    let (mut world, mut counts) = (World::default(), Counts::default());
    let played = asked.iter().map(|ask| world.play(ask, &mut counts));
    let mut failed = played
        .enumerate()
        .filter_map(|(place, it)| Some((place, it.err()?)));
    let (place, why) = failed.next()?;
    (place + 1 == asked.len()).then_some(why)
}

/// Leaves out what the failure does not need: ever smaller parts, as long as the last question
/// still fails.
fn shortest(mut asked: Vec<Ask>) -> (Vec<Ask>, String) {
    let mut why = failure(&asked).unwrap_or_else(|| "nothing fails any more".to_owned());
    let mut part = asked.len().div_ceil(2);
    loop {
        let mut from = 0;
        while from + 1 < asked.len() {
            let through = (from + part).min(asked.len() - 1);
            let rest: Vec<_> = [&asked[..from], &asked[through..]].concat();
            match failure(&rest) {
                Some(still) => (asked, why) = (rest, still),
                None => from = through,
            }
        }
        if part == 1 {
            return (asked, why);
        }
        part = part.div_ceil(2);
    }
}
