//! Why an application waits: its county is held, nothing serves it, its plugin is being compiled, its site is closed or down, its accounts
//! are refused, another one goes first, or its own last try was in vain.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::disclosure::Disclosure;
use crate::counties::Counties;
use crate::ledger::{
    BenchedAccount, CanWork, CredentialOffer, First, Hold, Ledger, LedgerError, LeftAlone, Record, Watched as _, Who,
    cools_until,
};
use crate::plugin::Registry;
use crate::scheduler::WatchedCounties;
use crate::submission::{CountyCode, State};

/// What keeps the counties' work from going on.
pub(super) struct Standing {
    /// With whether the county is asked about its doubts all the same.
    held: BTreeMap<CountyCode, (Hold, bool)>,
    going_first: BTreeMap<CountyCode, First>,
    left_alone: BTreeMap<CountyCode, LeftAlone>,
    ledger: Ledger,
    registry: Registry,
    counties: Counties,
    now: Timestamp,
    disclosure: Disclosure,
}

impl Standing {
    /// As it is now, in the words that somebody may see.
    pub(super) async fn read(
        ledger: &Ledger,
        registry: Registry,
        counties: Counties,
        who: &Who,
    ) -> Result<Self, LedgerError> {
        let (held, going_first, left_alone) =
            (ledger.holds().await?, ledger.going_first().await?, ledger.left_alone().await?);
        let (now, disclosure) = (ledger.now(), Disclosure::of_site(who));
        let ledger = ledger.clone();
        Ok(Self { held, going_first, left_alone, ledger, registry, counties, now, disclosure })
    }

    /// The record with what its county's standing has to do with its waiting.
    pub(super) fn explained(&self, record: Record) -> Record {
        let Some((waits, next)) = self.waits(&record) else { return record };
        let reason = match record.reason {
            // Of the application that the county is held for, the hold has said it.
            Some(before) if !waits.ends_with(&before) => format!("{waits}{next}; before that: {before}"),
            _ => waits + &next,
        };
        Record { reason: Some(reason), ..record }
    }

    /// Why it waits, and what lets it go on, for those who are shown why.
    fn waits(&self, record: &Record) -> Option<(String, String)> {
        let doubt = match record.state {
            State::Queued => false,
            State::InDoubt => true,
            _ => return None,
        };
        let because = |what: &str, hold: Hold| {
            let Hold { since, why } = self.disclosure.hold(hold);
            format!("waits: {what} since {}, because {why}", minute(since))
        };
        let plain = |waits: String| Some((waits, String::new()));
        match (self.held.get(&record.county), self.registry.unserved(&record.county)) {
            (Some((hold, asks)), unserved) if unserved.is_some() || !(doubt && *asks) => {
                let next = match self.disclosure {
                    Disclosure::Everything => format!("; {}", commands_after_hold(record.county.as_str())),
                    Disclosure::OwnWords => String::new(),
                };
                Some((because("county held", hold.clone()), next))
            }
            (None, Some(none)) => plain(because("no release serves its county", none)),
            _ if self.registry.is_compiling(&record.county) => {
                plain("waits: its county's plugin is being compiled".to_owned())
            }
            _ => {
                let watched =
                    WatchedCounties { ledger: &self.ledger, releases: &self.registry, counties: &self.counties };
                let held_up = HeldUp {
                    can_work: watched.can_work(&record.county, self.now),
                    left_alone: self.left_alone.get(&record.county),
                    first: self.going_first.get(&record.county).filter(|_| !doubt),
                    not_before: record.not_before,
                    doubt,
                };
                held_up.by(self.now).and_then(|why| plain(format!("waits: {why}")))
            }
        }
    }
}

/// What may hold an application up, besides a hold.
struct HeldUp<'a> {
    can_work: CanWork,
    left_alone: Option<&'a LeftAlone>,
    first: Option<&'a First>,
    not_before: Option<Timestamp>,
    doubt: bool,
}

impl HeldUp<'_> {
    /// What does; none where it is its turn that it waits for.
    fn by(&self, now: Timestamp) -> Option<String> {
        let offer = match &self.can_work {
            CanWork::Now(offer) => offer,
            CanWork::Later(why) | CanWork::Never { why, .. } => return Some(why.clone()),
        };
        if let Some(down) = self.left_alone.and_then(|left| left.down.as_ref()) {
            let since = minute(down.since);
            return Some(format!("its county's site is down since {since}; one piece of work at a time tries it"));
        }
        if let Some(first) = self.first {
            return Some(format!("one application of its county goes first, since {}", minute(first.since)));
        }
        if let Some(until) = self.not_before.filter(|until| *until > now) {
            let what = if self.doubt { "the county is asked" } else { "it is tried again" };
            return Some(format!("{what} at {} at the earliest", minute(until)));
        }
        let LeftAlone { accounts, cooling, .. } = self.left_alone?;
        if let Some((name, until)) = cools_until(cooling, offer) {
            return Some(format!(
                "its county may still count a session of every account of credential {name}: none is used until {}",
                minute(until)
            ));
        }
        let is_refused = |one: &CredentialOffer| {
            let is_of = |refused: &BenchedAccount| (&refused.credential, &refused.account) == (&one.name, &one.account);
            accounts.iter().any(|refused| is_of(refused) && refused.stands_for(&one.login))
        };
        let all_are_refused = |name: &String| offer.credentials.iter().filter(|one| one.name == *name).all(is_refused);
        let name = offer.credentials.iter().map(|one| &one.name).find(|name| all_are_refused(name))?;
        let until = accounts.iter().filter(|refused| refused.credential == *name).map(|refused| refused.until).min()?;
        Some(format!("its county refuses every account of credential {name}: none is used until {}", minute(until)))
    }
}

/// What lets a held county's work go on, as somebody types it.
pub fn commands_after_hold(county: &str) -> String {
    format!(
        "next: `postrider county pages {county}` shows what its site became; then `postrider plugin install` of a release that fits, or, \
         where this one does, `postrider county accept {county} PAGE` and `postrider county resume {county}`"
    )
}

fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ledger::{CoolingSession, Down, LoginDigest, Offer};
    use crate::submission::PluginDigest;

    #[test]
    fn what_waits_by_itself_says_for_what() {
        let now: Timestamp = "2026-03-02T20:00:00Z".parse().unwrap();
        let account = |account: &str| CredentialOffer {
            name: "worker".into(),
            account: account.into(),
            sessions: 1,
            cool_down: Duration::ZERO,
            login: LoginDigest::default(),
        };
        let offer = || {
            CanWork::Now(Offer {
                county: "99001".parse().unwrap(),
                plugin: PluginDigest::of(b"plugin"),
                concurrency: 1,
                spacing: Duration::ZERO,
                settling: None,
                credentials: vec![account("w1"), account("w2")],
            })
        };
        let free = || HeldUp { can_work: offer(), left_alone: None, first: None, not_before: None, doubt: false };
        let check = |held_up: HeldUp<'_>, expect: Option<&str>| assert_eq!(held_up.by(now).as_deref(), expect);
        check(free(), None);
        check(HeldUp { can_work: CanWork::Later("it is closed".into()), ..free() }, Some("it is closed"));
        let none = CanWork::Never { since: None, why: "it has no login".into() };
        check(HeldUp { can_work: none, ..free() }, Some("it has no login"));
        let down = Some(Down { since: now, tries: 1, is_tried: false });
        let left_alone = LeftAlone { down, ..LeftAlone::default() };
        let said = "its county's site is down since 2026-03-02 20:00 UTC; one piece of work at a time tries it";
        check(HeldUp { left_alone: Some(&left_alone), ..free() }, Some(said));
        let later = Some(now + Duration::from_secs(60));
        check(
            HeldUp { not_before: later, ..free() },
            Some("it is tried again at 2026-03-02 20:01 UTC at the earliest"),
        );
        let said = "the county is asked at 2026-03-02 20:01 UTC at the earliest";
        check(HeldUp { not_before: later, doubt: true, ..free() }, Some(said));
        check(HeldUp { not_before: Some(now), ..free() }, None);
        let benched = |accounts: &[&str]| LeftAlone {
            accounts: accounts
                .iter()
                .map(|one| BenchedAccount {
                    credential: "worker".into(),
                    account: (*one).into(),
                    until: now,
                    login: LoginDigest::default(),
                })
                .collect(),
            ..LeftAlone::default()
        };
        check(HeldUp { left_alone: Some(&benched(&["w1"])), ..free() }, None);
        let cooling = |accounts: &[&str]| LeftAlone {
            cooling: accounts
                .iter()
                .map(|one| CoolingSession { credential: "worker".into(), account: (*one).into(), until: now })
                .collect(),
            ..LeftAlone::default()
        };
        check(HeldUp { left_alone: Some(&cooling(&["w1"])), ..free() }, None);
        let said = "its county may still count a session of every account of credential worker: none is used until 2026-03-02 20:00 UTC";
        check(HeldUp { left_alone: Some(&cooling(&["w1", "w2"])), ..free() }, Some(said));
        let said = "its county refuses every account of credential worker: none is used until 2026-03-02 20:00 UTC";
        check(HeldUp { left_alone: Some(&benched(&["w1", "w2"])), ..free() }, Some(said));
    }
}
