//! The hosts, what befalls them, and the clock that somebody sets.

use super::arrivals::at_the_peak;
use super::county::County;
use crate::chance::{Chance, What};
use crate::jobs::Second;
use crate::scale::{DAY, HOUR, Scale};

/// What befalls a host.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) at: Second,
    pub(crate) host: usize,
    pub(crate) kind: FaultKind,
    /// For how long.
    pub(crate) lasts: Second,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// It dies, and starts again.
    Crash,
    /// It stands still, and goes on where it was.
    Stop,
    /// It does not reach the ledger.
    CutOff,
}

/// Browser sessions of each host: enough for most, over all of them.
pub(super) fn hosts(chance: Chance, scale: Scale, counties: &[County]) -> Vec<u32> {
    let mut draw = chance.of(What::Faults, 0, 0);
    let needed: f64 =
        counties.iter().map(|county| at_the_peak(scale, county.share) * county.middle * 1.15 / 3_600.0).sum();
    let wanted = (needed * draw.part(1.0, 1.5)).max(2.0);
    let hosts = if scale.surge { draw.between(3, 4) } else { draw.between(1, 3) };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "all are small"
    )]
    let each = (wanted / hosts as f64).ceil().min(64.0) as u32;
    (0..hosts).map(|_| each.max(2)).collect()
}

/// Faults of hosts, and settings of the clock.
pub(super) fn draw(chance: Chance, scale: Scale, hosts: usize, trouble: f64) -> (Vec<Fault>, Vec<(Second, i64)>) {
    let mut draw = chance.of(What::Faults, 1, 0);
    let days = Second::from(scale.days) * DAY;
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a day at most")]
    let apart = (DAY as f64 / trouble) as Second;
    let mut faults = Vec::new();
    for host in 0..hosts {
        let mut at = draw.between(0, apart);
        while at < days {
            let kind = [FaultKind::Crash, FaultKind::Stop, FaultKind::CutOff][draw.one_of(&[1.0, 1.0, 1.0])];
            let lasts = if draw.happens(0.3) { draw.between(2, 12) } else { draw.between(13, 90) };
            faults.push(Fault { at, host, kind, lasts });
            at += lasts + draw.between(HOUR / 6, apart);
        }
    }
    let mut clock = Vec::new();
    if draw.happens(0.25) {
        // At 16:55 in New York, and right again within minutes.
        let day = draw.between(0, i64::from(scale.days) - 1);
        let at = day * DAY + 16 * HOUR + 55 * 60;
        let by = if draw.happens(0.5) { -HOUR } else { HOUR };
        clock.extend([(at, by), (at + draw.between(60, 900), -by)]);
    }
    (faults, clock)
}
