//! The same application on the same pages by Postrider, by a bare script and by its peers: wall time, CPU, commands, memory.
//! Runners take turns, so that what else a machine does meets all alike; the site checks every value of every job.

mod carried;
pub(crate) mod floor;
mod host;
pub(crate) mod job;
mod meter;
mod peers;
mod processes;
mod program;
mod site;
mod tally;

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use harness::Browser;
use postrider::browser::Scheme;

use carried::Carried;
use host::HostRunner;
use job::{Job, PAPER, PAPER_NAME};
use meter::Meter;
use program::{Program, Which};
use site::Site;
use tally::{Batch, Tally};

pub(crate) use tally::Row;

/// `bench form`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Jobs that each runner does in a round, beside the one that warms it.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    jobs: u32,
    /// Rounds in which each runner has its turn.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=50))]
    rounds: u32,
    /// Only this browser.
    #[arg(long, value_enum)]
    browser: Option<Browser>,
    /// Only these runners, by the beginning of their names: `floor,postrider`.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// The site speaks https: Postrider trusts its authority, all others take any certificate.
    #[arg(long)]
    https: bool,
    /// Also say where Postrider's time goes, by kinds of action.
    #[arg(long)]
    actions: bool,
    /// Also say which processes and threads use the CPU, a job.
    #[arg(long)]
    processes: bool,
}

/// Every runner and what it can drive: Playwright has a Firefox of its own, which no registry carries.
const RUNNERS: [(&str, Kind, &[Browser]); 5] = [
    ("floor", Kind::Program(Which::Floor), &Browser::ALL),
    ("postrider", Kind::Host, &Browser::ALL),
    ("playwright new context", Kind::Program(Which::Playwright), &[Browser::Chromium]),
    ("selenium new browser", Kind::Program(Which::SeleniumNew), &Browser::ALL),
    ("selenium reused", Kind::Program(Which::SeleniumReused), &Browser::ALL),
];

#[derive(Clone, Copy)]
enum Kind {
    Host,
    Program(Which),
}

/// All of them, in turns.
pub(crate) async fn measure(arguments: &Arguments) -> Result<Vec<Row>> {
    let folder = tempfile::Builder::new().prefix("postrider-bench-").tempdir().context("no temporary folder")?;
    let paper = folder.path().join(PAPER_NAME);
    std::fs::write(&paper, PAPER).context("the paper cannot be written")?;
    let scheme = if arguments.https { Scheme::Https } else { Scheme::Http };
    let mut bench = Bench { site: Site::start(scheme, folder.path()).await?, paper, next: 0 };
    let wanted = |name: &str, browser: Browser| {
        (arguments.only.is_empty() || arguments.only.iter().any(|only| name.starts_with(only.as_str())))
            && arguments.browser.is_none_or(|only| only == browser)
    };
    let mut tallies = Vec::new();
    for browser in Browser::ALL {
        for (name, kind, browsers) in RUNNERS {
            if browsers.contains(&browser) && wanted(name, browser) {
                tallies.push((kind, Tally::new(name, browser)));
            }
        }
    }
    // Commands and memory first, in a turn that is not timed: to count them takes time itself.
    for round in 0..=arguments.rounds {
        for (kind, tally) in &mut tallies {
            eprintln!("round {round} of {}: {} in {}", arguments.rounds, tally.name, tally.browser);
            let turn = if round == 0 {
                bench.count(*kind, tally).await
            } else {
                bench.time(*kind, tally, arguments.jobs).await
            };
            turn.with_context(|| format!("{} in {}", tally.name, tally.browser))?;
        }
    }
    bench.site.stop().await;
    let tallies: Vec<Tally> = tallies.into_iter().map(|(_, tally)| tally).collect();
    if arguments.actions {
        tallies.iter().for_each(Tally::show_actions);
    }
    if arguments.processes {
        tallies.iter().for_each(Tally::show_processes);
    }
    tally::show_goals(&tallies);
    Ok(tally::rows(&tallies, scheme))
}

/// What all turns have in common.
struct Bench {
    site: Site,
    paper: PathBuf,
    next: u32,
}

impl Bench {
    /// A turn for commands and memory: the first job warms, the second counts.
    async fn count(&mut self, kind: Kind, tally: &mut Tally) -> Result<()> {
        let (mut runner, meter) = Runner::start(kind, tally.browser, &self.site, true).await?;
        self.batch(&mut runner, 1).await?;
        let (carried, peak) = meter.peak_mib(self.batch(&mut runner, 1)).await?;
        tally.count(carried.commands, peak);
        runner.stop().await
    }

    /// A turn that is timed: one job warms, the others count.
    async fn time(&mut self, kind: Kind, tally: &mut Tally, jobs: u32) -> Result<()> {
        let (mut runner, meter) = Runner::start(kind, tally.browser, &self.site, false).await?;
        self.batch(&mut runner, 1).await?;
        let before = meter.cpu_ms_at_rest().await?;
        let looked = meter.look();
        let carried = self.batch(&mut runner, jobs).await?;
        let used = meter.cpu_ms_at_rest().await? - before;
        let kinds = meter.look().since(&looked).into_iter();
        let processes = kinds.map(|(kind, used)| (kind, used.of_each(f64::from(jobs)))).collect();
        tally.add(Batch { cpu_ms: used / f64::from(jobs), exact: meter.is_exact(), carried, processes });
        runner.stop().await
    }

    async fn batch(&mut self, runner: &mut Runner, many: u32) -> Result<Carried> {
        let jobs = self.jobs(many);
        let carried = match runner {
            Runner::Host(host) => host.carry(&jobs, &self.site).await?,
            Runner::Program(program) => program.carry(&jobs, &self.site.url(), &self.paper).await?,
        };
        self.site.settle(&jobs, &carried.numbers)?;
        Ok(carried)
    }

    /// New ones, which the site then expects.
    fn jobs(&mut self, many: u32) -> Vec<Job> {
        let jobs: Vec<Job> = (self.next..self.next + many).map(Job::new).collect();
        self.next += many;
        self.site.expect(&jobs);
        jobs
    }
}

/// Whatever carries jobs.
enum Runner {
    Host(Box<HostRunner>),
    Program(Box<Program>),
}

impl Runner {
    /// Starts one and begins to count what it uses.
    async fn start(kind: Kind, browser: Browser, site: &Site, counting: bool) -> Result<(Runner, Meter)> {
        Ok(match kind {
            Kind::Host => {
                let (host, meter) = HostRunner::start(browser, site).await?;
                (Runner::Host(Box::new(host)), meter)
            }
            Kind::Program(which) => {
                let (program, meter) = Program::start(which, browser, site.scheme(), counting).await?;
                (Runner::Program(Box::new(program)), meter)
            }
        })
    }

    async fn stop(self) -> Result<()> {
        match self {
            Runner::Host(host) => host.stop().await,
            Runner::Program(program) => program.stop().await,
        }
    }
}
