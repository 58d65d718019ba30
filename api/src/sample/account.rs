//! Accounts of the sample's hosts: the mail that invites to activate one, and the activation.

use domain::Command;
use domain::command::{ActivateHostAccount, SendActivationMail};
use domain::engine::CivilDate;

use super::actors;
use super::calendar::{Days, last_closing};
use super::chance::Chance;
use super::diary::Diary;
use super::host::Host;

/// Invites every host that has not returned its posts by then, and activates most accounts.
pub(super) fn open_accounts(diary: &mut Diary, hosts: &mut [Host]) {
    let mut chance = Chance::of("accounts");
    for host in hosts {
        let Some(grant) = &mut host.grant else {
            continue;
        };
        let sent_on = grant.recorded_at.paris_date().plus_days(wait(&mut chance));
        if grant
            .left_at
            .is_some_and(|left_at| left_at.paris_date() <= sent_on)
        {
            continue;
        }
        let sent_at = diary.write(
            actors::anct(),
            &host.stream,
            Command::SendActivationMail(SendActivationMail {}),
            Days::on(sent_on),
            grant.recorded_at,
        );
        let activated_on = sent_on.plus_days(reaction(&mut chance, sent_on));
        if grant.left_at.is_none() {
            grant.activated_at = Some(diary.write(
                actors::owner(&host.stream),
                &host.stream,
                Command::ActivateHostAccount(ActivateHostAccount {}),
                Days::on(activated_on),
                sent_at,
            ));
        }
    }
}

/// The days until the mail goes out.
fn wait(chance: &mut Chance) -> i32 {
    if chance.percent(15) {
        chance.between(15, 45)
    } else {
        chance.between(2, 9)
    }
}

/// The days until a mail is followed. In spring 2021 one in four waits for the calls of the summer.
fn reaction(chance: &mut Chance, sent_on: CivilDate) -> i32 {
    let slow = if sent_on <= last_closing() { 22 } else { 12 };
    if chance.percent(slow) {
        let calls_begin = last_closing().days() - sent_on.days();
        calls_begin.max(10) + chance.between(7, 90)
    } else {
        chance.between(0, 7)
    }
}
