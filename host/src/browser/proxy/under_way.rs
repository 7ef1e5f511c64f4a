//! The requests of a page that are under way and can change it: whoever acts next waits until there is none. A request counts
//! for as long as somebody would wait for it. What asks again and again by itself is known after the first time, to a commit
//! after a wait of its own length; with another page all of that is forgotten.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::Method;
use tokio::sync::Notify;
use tokio::time::Instant;
use url::Url;

use crate::browser::patience::Patience;
use page_change::PageChange;

mod page_change;

/// How long after a script had its answer it may take to draw, or to ask for the next thing.
const QUIET_MOMENT: Duration = Duration::from_millis(50);
/// A request that takes longer than an action waits may be one that the server answers when something happens.
const LONG_REQUEST: Duration = Patience::Action.bound();
/// What is asked again so soon after a long request ended may be the next of such.
const POLL_AGAIN: Duration = Duration::from_millis(250);
/// After as many long ones in a row it is: one slow answer may well lead to the next request.
const LONG_IN_A_ROW: usize = 2;
/// As often asked for during one wait in vain, one after the other, it is asked for without end.
const CHATTY_REQUESTS: usize = 3;
/// Addresses that are told apart.
const MOST_ADDRESSES: usize = 500;

/// The requests of one application.
#[derive(Default)]
pub(in crate::browser) struct RequestsUnderWay {
    state: Mutex<State>,
    ended: Notify,
}

#[derive(Default)]
struct State {
    begun: u64,
    under_way: Vec<Counted>,
    /// By method and path, of which only a hash is kept.
    addresses: HashMap<u64, Address>,
    /// When a script had its last answer that any action waits for.
    answered: Option<Instant>,
    /// The same of those that only a commit waits for.
    answered_to_commit: Option<Instant>,
    /// When anything ended last that any action waits for, a document too.
    ended: Option<Instant>,
}

/// A request under way.
struct Counted {
    number: u64,
    address: u64,
    change: PageChange,
    begun: Instant,
    /// When it and the ones before it at its address began, each after the one before had ended.
    row: [Option<Instant>; CHATTY_REQUESTS],
    /// How many long ones at its address it follows, each soon after the one before.
    follows_long: usize,
    /// Who does not wait for it, because its like never ends: up to whom.
    endless: Option<Patience>,
}

/// What is known of an address.
#[derive(Default)]
struct Address {
    /// The request that ended last, and when.
    last: Option<(Instant, Counted)>,
    /// It was asked for again and again.
    chatty: bool,
    /// It went on through a commit's wait.
    outlasts_commit: bool,
}

/// That a request is under way, until this is dropped.
pub(super) struct UnderWay {
    requests: Arc<RequestsUnderWay>,
    number: u64,
}

impl RequestsUnderWay {
    /// Counts a request from now on, if it can change the page.
    pub(super) fn begin<B>(self: &Arc<Self>, request: &hyper::Request<B>, url: &Url) -> Option<UnderWay> {
        let change = PageChange::of(request.headers(), url.path())?;
        let number = self.state().begin(address(request.method(), url), change, Instant::now());
        Some(UnderWay { requests: Arc::clone(self), number })
    }

    /// How many there are that began within this time.
    pub(in crate::browser) fn count(&self, within: Duration) -> usize {
        let now = Instant::now();
        self.state().awaited(now, Patience::Action, within).count()
    }

    /// Whether there is one that is waited for.
    pub(in crate::browser) fn is_awaited(&self, patience: Patience) -> bool {
        let now = Instant::now();
        self.state().awaited(now, patience, patience.bound()).next().is_some()
    }

    /// Waits until none is under way that began within the bound, and none has been for a moment; at most as long. Whether it is so.
    pub(in crate::browser) async fn quiet(&self, patience: Patience) -> bool {
        let begun = Instant::now();
        let end = begun + patience.bound();
        loop {
            let ended = self.ended.notified();
            let now = Instant::now();
            let look_again = self.state().unquiet_until(now, patience);
            let Some(look_again) = look_again else {
                self.state().note_outlasting(now, patience);
                return true;
            };
            if now >= end {
                self.state().note_endless(begun, now, patience);
                return false;
            }
            tokio::select! {
                () = ended => {}
                () = tokio::time::sleep_until(look_again.min(end)) => {}
            }
        }
    }

    /// Since when there is none; none where there is one. Long ones that began before `since` do not count.
    pub(in crate::browser) fn quiet_since(&self, since: Instant) -> Option<Instant> {
        let (now, state) = (Instant::now(), self.state());
        let busy = state
            .under_way
            .iter()
            .any(|one| one.endless.is_none() && (one.begun >= since || now.duration_since(one.begun) < LONG_REQUEST));
        (!busy).then(|| state.ended.map_or(since, |ended| ended.max(since)))
    }

    fn end(&self, number: u64) {
        self.state().end(number, Instant::now());
        self.ended.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn begin(&mut self, address: u64, change: PageChange, now: Instant) -> u64 {
        // What a page asked for says nothing of the next one.
        if change == PageChange::Document || self.addresses.len() >= MOST_ADDRESSES {
            self.addresses.clear();
        }
        let known = self.addresses.entry(address).or_default();
        let (mut row, mut follows_long) = ([None; CHATTY_REQUESTS], 0);
        if let Some((ended, last)) = &known.last {
            row = last.row;
            row.rotate_left(1);
            if now.duration_since(*ended) < POLL_AGAIN && ended.duration_since(last.begun) >= LONG_REQUEST {
                follows_long = last.follows_long + 1;
            }
        }
        row[CHATTY_REQUESTS - 1] = Some(now);
        let polls = follows_long >= if known.outlasts_commit { 1 } else { LONG_IN_A_ROW };
        let to_whom = if known.outlasts_commit { Patience::Commit } else { Patience::Action };
        let endless = (known.chatty || polls).then_some(to_whom);
        self.begun += 1;
        self.under_way.push(Counted { number: self.begun, address, change, begun: now, row, follows_long, endless });
        self.begun
    }

    fn end(&mut self, number: u64, now: Instant) {
        let Some(at) = self.under_way.iter().position(|one| one.number == number) else { return };
        let ended = self.under_way.swap_remove(at);
        let by_script = ended.change == PageChange::ByScript;
        match ended.endless {
            None => {
                self.ended = Some(now);
                if by_script {
                    self.answered = Some(now);
                }
            }
            Some(Patience::Action) if by_script => self.answered_to_commit = Some(now),
            Some(_) => {}
        }
        if let Some(known) = self.addresses.get_mut(&ended.address) {
            known.last = Some((now, ended));
        }
    }

    /// Those that began within this time, and are not known to be without end.
    fn awaited(&self, now: Instant, patience: Patience, within: Duration) -> impl Iterator<Item = &Counted> {
        self.under_way.iter().filter(move |one| one.endless < Some(patience) && now.duration_since(one.begun) < within)
    }

    /// When to look again, unless it is quiet.
    fn unquiet_until(&self, now: Instant, patience: Patience) -> Option<Instant> {
        let bound = patience.bound();
        let last = self.awaited(now, patience, bound).map(|one| one.begun + bound).max();
        let answered = match patience {
            Patience::Action => self.answered,
            Patience::Commit => self.answered.max(self.answered_to_commit),
        };
        last.or_else(|| answered.map(|answered| answered + QUIET_MOMENT).filter(|end| *end > now))
    }

    /// A wait that began then was in vain: what is under way, or was a moment ago, and is asked for again and again, is without end.
    fn note_endless(&mut self, since: Instant, now: Instant, patience: Patience) {
        let commits = patience == Patience::Commit;
        for known in self.addresses.values_mut() {
            let Some((ended, last)) = &known.last else { continue };
            if now.duration_since(*ended) < QUIET_MOMENT {
                known.chatty |= last.is_chatty(since);
                known.outlasts_commit |= commits && last.repeats(since);
            }
        }
        for one in &mut self.under_way {
            let Some(known) = self.addresses.get_mut(&one.address) else { continue };
            known.chatty |= one.is_chatty(since);
            if one.is_chatty(since) || commits && one.repeats(since) {
                known.outlasts_commit |= commits;
                one.endless = one.endless.max(Some(patience));
            }
        }
        self.note_outlasting(now, patience);
    }

    /// At the end of a commit's wait: what was under way all the time that a commit waits for it.
    fn note_outlasting(&mut self, now: Instant, patience: Patience) {
        if patience < Patience::Commit {
            return;
        }
        for one in &self.under_way {
            if now.duration_since(one.begun) >= patience.bound()
                && let Some(known) = self.addresses.get_mut(&one.address)
            {
                known.outlasts_commit = true;
            }
        }
    }
}

impl Counted {
    /// Whether it was asked for again and again since then, one after the other: several at once are several things.
    fn is_chatty(&self, since: Instant) -> bool {
        self.row[0].is_some_and(|begun| begun >= since)
    }

    /// The same, or as what polls is.
    fn repeats(&self, since: Instant) -> bool {
        self.is_chatty(since) || self.follows_long > 0 || self.endless.is_some()
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.requests.end(self.number);
    }
}

fn address(method: &Method, url: &Url) -> u64 {
    let mut hasher = DefaultHasher::new();
    (method, &url[..url::Position::AfterPath]).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
