//! When a county works, and when its day ends: in its own zone, on its own business days, within its site's hours.
//!
//! A calendar is written by ops ([`CalendarConfig`]), checked against itself, and then answers for every moment.

mod business_calendar;
mod contradictions;
mod federal;
mod holidays;
mod rule;
mod site_hours;
#[cfg(test)]
mod tests;
mod weekdays;
mod written;
mod written_rule;

pub use business_calendar::{Calendar, CalendarDay, Cutoff};
pub use holidays::Weekend;
pub use site_hours::{HoursConfig, Maintenance};
pub use written::CalendarConfig;
