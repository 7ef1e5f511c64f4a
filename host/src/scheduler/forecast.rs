//! Who will miss the cutoff, hours before it: which resource binds, and what would help. Pure: what is known comes in as a [`World`], time too,
//! and the same world is always answered alike.
//!
//! What waits, and what is expected to come, is carried out in thought in the order in which the ledger hands work out, each piece for as long as
//! such pieces were measured to take. What would help is that again, with one thing more.

mod arrivals;
mod help;
mod judge;
mod plan;
mod run;
mod said;
mod service;
mod spread;
mod world;

pub use self::arrivals::{Ahead, History};
pub use self::help::MOST_HELPED;
pub use self::said::{Binds, Class, Counts, CountyForecast, Expected, Forecast, Help, ServiceSaid};
pub use self::service::{Basis, Sample, Service};
pub use self::world::{
    Arrivals, ArrivalsBasis, AtWork, Benched, CountyNow, Kind, MOST_ARRIVALS, Open, Standing, Waiting, World,
};

/// Carries everything out in thought, and says what comes of it.
pub fn forecast(world: &World) -> Forecast {
    let plan = plan::Plan::of(world);
    let ran = run::run(&plan, &run::Change::None);
    let mut forecast = judge::judge(world, &plan, &ran);
    help::find(world, &plan, &mut forecast);
    forecast
}

#[cfg(test)]
mod tests;
