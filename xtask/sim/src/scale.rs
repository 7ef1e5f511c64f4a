//! How large a world is, and how full.

use crate::jobs::Second;

pub(crate) const MINUTE: Second = 60;
pub(crate) const HOUR: Second = 60 * MINUTE;
pub(crate) const DAY: Second = 24 * HOUR;

/// How large a world is, and how full.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    pub(crate) days: u32,
    pub(crate) counties: usize,
    /// Applications on a full day.
    pub(crate) each_day: f64,
    /// 40 % of a day between 14:00 and 17:00, and logins that are short.
    pub(crate) surge: bool,
    /// How many times as much as usual befalls hosts and sites; drawn where nothing says it.
    pub(crate) trouble: Option<f64>,
}
