//! What the simulation is asked for.

use clap::Parser;

use crate::play::Broken;
use crate::scale::Scale;

#[derive(Parser, Clone)]
#[command(name = "sim", about = "Days of many counties under virtual time.")]
pub(crate) struct Arguments {
    /// By which everything is drawn: the same seed draws the same world.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many seeds, from the first one on.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) seeds: u64,
    /// Days on which applications arrive; what is left over is carried on after them.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=28))]
    pub(crate) days: u32,
    /// A surge: 9,000 applications on a full day, 40 % of them between 14:00 and 17:00, and logins that are short.
    #[arg(long)]
    pub(crate) surge: bool,
    /// How many counties; 24, and 1,000 in a surge.
    #[arg(long)]
    counties: Option<usize>,
    /// How many applications on a full day; 300, and 9,000 in a surge.
    #[arg(long)]
    each_day: Option<f64>,
    /// How many times as much as usual befalls hosts and sites; by the seed where it is left out, and 1 in a surge.
    #[arg(long)]
    trouble: Option<f64>,
    /// Break a rule, to see that the checker notices.
    #[arg(long)]
    pub(crate) broken: Option<Broken>,
    /// Close with one line of JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

impl Arguments {
    pub(crate) fn scale(&self) -> Scale {
        let (counties, each_day) = if self.surge { (1_000, 9_000.0) } else { (24, 300.0) };
        Scale {
            days: self.days,
            counties: self.counties.unwrap_or(counties).max(1),
            each_day: self.each_day.unwrap_or(each_day),
            surge: self.surge,
            trouble: self.trouble.map(|times| times.clamp(0.1, 20.0)),
        }
    }
}
