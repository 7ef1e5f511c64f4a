//! The requests of a page that are under way and can change it: whoever acts next waits until there is none. A request counts
//! for as long as somebody would wait for it, and what asks again and again by itself is known after the first time.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::Method;
use tokio::sync::Notify;
use tokio::time::Instant;
use url::Url;

use page_change::PageChange;

mod page_change;

/// How long after a script had its answer it may take to draw, or to ask for the next thing.
const QUIET_MOMENT: Duration = Duration::from_millis(50);
/// A request that takes longer may be one that the server answers when something happens.
const LONG_REQUEST: Duration = Duration::from_secs(3);
/// What is asked again so soon after a long request ended is the next of such.
const POLL_AGAIN: Duration = Duration::from_millis(250);
/// As often asked for during one wait in vain, it is asked for without end.
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
    /// When a script had its last answer.
    answered: Option<Instant>,
}

/// A request under way.
struct Counted {
    number: u64,
    address: u64,
    change: PageChange,
    begun: Instant,
    /// Nobody waits for it: its like never ends.
    endless: bool,
}

/// What is known of an address.
#[derive(Default)]
struct Address {
    /// When its last requests began.
    begun: [Option<Instant>; CHATTY_REQUESTS],
    /// When a long one ended last.
    long_ended: Option<Instant>,
    /// It was asked for again and again.
    chatty: bool,
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
        self.state().awaited(now, within).count()
    }

    /// Waits until none is under way that began within `bound`, and none has been for a moment; at most as long. Whether it is so.
    pub(in crate::browser) async fn quiet(&self, bound: Duration) -> bool {
        let begun = Instant::now();
        loop {
            let ended = self.ended.notified();
            let now = Instant::now();
            let Some(look_again) = self.state().unquiet_until(now, bound) else { return true };
            let end = begun + bound;
            if now >= end {
                self.state().note_chatty(begun);
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
            .any(|one| !one.endless && (one.begun >= since || now.duration_since(one.begun) < LONG_REQUEST));
        (!busy).then(|| state.answered.map_or(since, |answered| answered.max(since)))
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
        if self.addresses.len() >= MOST_ADDRESSES {
            self.addresses.clear();
        }
        let known = self.addresses.entry(address).or_default();
        known.begun.rotate_left(1);
        known.begun[CHATTY_REQUESTS - 1] = Some(now);
        let polls = known.long_ended.is_some_and(|ended| now.duration_since(ended) < POLL_AGAIN);
        let endless = known.chatty || polls;
        self.begun += 1;
        self.under_way.push(Counted { number: self.begun, address, change, begun: now, endless });
        self.begun
    }

    fn end(&mut self, number: u64, now: Instant) {
        let Some(at) = self.under_way.iter().position(|one| one.number == number) else { return };
        let ended = self.under_way.swap_remove(at);
        if ended.endless || now.duration_since(ended.begun) >= LONG_REQUEST {
            self.addresses.entry(ended.address).or_default().long_ended = Some(now);
        }
        if ended.change == PageChange::ByScript && !ended.endless {
            self.answered = Some(now);
        }
    }

    /// Those that began within this time.
    fn awaited(&self, now: Instant, within: Duration) -> impl Iterator<Item = &Counted> {
        self.under_way.iter().filter(move |one| !one.endless && now.duration_since(one.begun) < within)
    }

    /// When to look again, unless it is quiet.
    fn unquiet_until(&self, now: Instant, bound: Duration) -> Option<Instant> {
        let last = self.awaited(now, bound).map(|one| one.begun + bound).max();
        last.or_else(|| self.answered.map(|answered| answered + QUIET_MOMENT).filter(|end| *end > now))
    }

    /// A wait that began then was in vain.
    fn note_chatty(&mut self, since: Instant) {
        for known in self.addresses.values_mut() {
            known.chatty |= known.begun[0].is_some_and(|begun| begun >= since);
        }
        self.answered = None;
        let addresses = &self.addresses;
        for one in &mut self.under_way {
            one.endless |= addresses.get(&one.address).is_some_and(|known| known.chatty);
        }
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
