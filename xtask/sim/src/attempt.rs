//! What would become of an attempt, and of a question: of the application, the site and the moment, and of nothing else.

use crate::chance::What;
use crate::jobs::Second;
use crate::world::{County, World};

/// The shortest attempt.
const SHORTEST: Second = 20;
/// Seconds between the intent to send, which is written, and the last click.
pub(crate) const CLICK: Second = 1;
/// Which part of an attempt lies before its last click.
const BEFORE_COMMIT: f64 = 0.9;

/// What becomes of an attempt by its own nature, on a site that is well.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Nature {
    /// It comes to its last click.
    Sends,
    /// The county will not take the application: a person has to have it corrected.
    Refused,
    /// Only a person can go on.
    NeedsPerson,
    /// The browser goes away.
    BrowserLost,
    /// The plugin breaks off.
    Faults,
    /// The plugin waits for what never comes.
    TimesOut,
    /// The county throws the session out.
    SignedOut,
}

/// How long, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    /// Seconds until its intent to send, or its end before that.
    pub(crate) before: Second,
    /// Seconds after it.
    pub(crate) after: Second,
    pub(crate) nature: Nature,
    /// Whether the county's answer gets lost.
    pub(crate) loses_answer: bool,
    /// Seconds of an attempt that the site ends at its beginning.
    pub(crate) early: Second,
}

/// That a person had an application corrected, or answered what was asked: from then on it needs nobody any more.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Correction {
    pub(crate) at: Second,
    /// Attempts that were begun before.
    pub(crate) attempts: u32,
}

/// The attempt of a number at an application, on a site that is as fast as it ever is.
pub(crate) fn attempt(world: &World, application: usize, number: u32, corrected: Option<Correction>) -> Attempt {
    let county = &world.counties[world.arrivals[application].county];
    let needs = needs_person(world, application).filter(|_| corrected.is_none());
    let mut draw = world.chance.of(What::Attempt, application, number);
    let whole = whole(draw.around(county.middle, 0.25));
    let before = part_of(whole, BEFORE_COMMIT);
    let loses_answer = draw.happens(county.loses);
    let cut = draw.part(0.1, 0.9);
    let nature = match draw.one_of(&[0.975, 0.010, 0.001, 0.002, 0.012]) {
        0 => needs.unwrap_or(Nature::Sends),
        1 => Nature::BrowserLost,
        2 => Nature::Faults,
        3 => Nature::TimesOut,
        _ => Nature::SignedOut,
    };
    let before = match nature {
        Nature::Sends => before,
        Nature::TimesOut => 900,
        _ => part_of(whole, cut).max(5),
    };
    let after = if nature == Nature::Sends { (whole - before).max(2) } else { 0 };
    Attempt { before, after, nature, loses_answer, early: draw.between(5, 30) }
}

/// What an application needs a person for, whatever else happens.
pub(crate) fn needs_person(world: &World, application: usize) -> Option<Nature> {
    let mut draw = world.chance.of(What::Application, application, 0);
    match draw.one_of(&[0.97, 0.02, 0.01]) {
        0 => None,
        1 => Some(Nature::Refused),
        _ => Some(Nature::NeedsPerson),
    }
}

/// Seconds in a lane that an application needs until its last click, and after it, on a site that is well, once it was corrected where that was
/// needed; none where automation cannot send it.
pub(crate) fn needed(world: &World, application: usize, corrected: Option<Correction>) -> Option<(Second, Second)> {
    if corrected.is_none() && needs_person(world, application).is_some() {
        return None;
    }
    let first = corrected.map_or(0, |corrected| corrected.attempts) + 1;
    let mut before = 0;
    for number in first..first + 8 {
        let one = attempt(world, application, number, corrected);
        before += one.before;
        if one.nature == Nature::Sends {
            return Some((before + CLICK, one.after));
        }
    }
    None
}

/// How much longer everything takes at a moment.
pub(crate) fn slowed(county: &County, at: Second, seconds: Second) -> Second {
    let times = county.outage(at).and_then(|outage| outage.slow).unwrap_or(1.0);
    part_of(seconds, times)
}

fn whole(seconds: f64) -> Second {
    #[expect(clippy::cast_possible_truncation, reason = "minutes")]
    let seconds = seconds as Second;
    seconds.max(SHORTEST)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "minutes")]
fn part_of(seconds: Second, part: f64) -> Second {
    (seconds as f64 * part) as Second
}
