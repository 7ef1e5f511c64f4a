//! A world carried out, event by event, under virtual time: the ledger, the order of claims, the policy, the watch and the forecast are the
//! host's own. What is played are the sites, the browsers, the hosts' faults, the clock, ops and the people of the review hour.

mod application;
mod applications;
mod attempts;
mod claims;
mod county_now;
mod forecasts;
mod foreseen;
mod host_now;
mod hosts;
mod ops;
mod player;
mod run;
mod staff;
mod watch;
mod work;

pub(crate) use self::player::{Broken, Play};
