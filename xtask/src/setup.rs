//! Installs what a machine with nothing but rustup and a C compiler lacks. Idempotent; says what it does before it does
//! it. Never adds a package source, never replaces a package that is there.

mod system;
mod tools;

use std::thread::JoinHandle;

use anyhow::{Result, anyhow};
use clap::ValueEnum;

use crate::run;
use system::Package;
use tools::Tool;

/// `cargo xtask setup`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only what this command needs; without it, everything.
    #[arg(long = "for", value_name = "COMMAND")]
    purpose: Option<Purpose>,
}

/// What the machine is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Purpose {
    /// One browser: Firefox.
    Demo,
    /// Both browsers and PostgreSQL.
    Test,
    /// Those, and cargo-deny, which takes minutes to compile.
    Ci,
}

/// The browser that a demo or the behaviours run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Browser {
    /// Firefox by geckodriver.
    Firefox,
    /// Chromium by chromedriver.
    Chromium,
}

impl Browser {
    /// As command lines name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Browser::Firefox => "firefox",
            Browser::Chromium => "chromium",
        }
    }
}

/// Targets that plugins are built for: the first is the documented way, the others are proof that they work.
const TARGETS: [&str; 3] = ["wasm32-unknown-unknown", "wasm32-wasip1", "wasm32-wasip2"];

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    for_purpose(arguments.purpose.unwrap_or(Purpose::Ci))
}

/// Everything a command needs.
pub(crate) fn for_purpose(purpose: Purpose) -> Result<()> {
    let packages = [
        Package::Firefox,
        Package::Chromium,
        Package::Chromedriver,
        Package::Bubblewrap,
        Package::Postgres,
        Package::Sqlite,
    ];
    let tools = [Tool::Geckodriver, Tool::CargoComponent, Tool::CargoDeny];
    let (packages, tools) = match purpose {
        Purpose::Demo => return for_demo(Browser::Firefox)?.finish(),
        Purpose::Test => (&packages[..], &tools[..2]),
        Purpose::Ci => (&packages[..], &tools[..]),
    };
    begin(packages, tools)?.finish()
}

/// What the demo needs. Its packages may still be on their way when this returns: `finish` waits for them.
pub(crate) fn for_demo(browser: Browser) -> Result<Pending> {
    match browser {
        Browser::Firefox => begin(&[Package::Firefox, Package::Bubblewrap], &[Tool::Geckodriver, Tool::CargoComponent]),
        Browser::Chromium => {
            begin(&[Package::Chromium, Package::Chromedriver, Package::Bubblewrap], &[Tool::CargoComponent])
        }
    }
}

/// Packages that are being downloaded while something else compiles.
pub(crate) struct Pending(Option<JoinHandle<Result<()>>>);

impl Pending {
    /// Waits for the packages.
    pub(crate) fn finish(self) -> Result<()> {
        let Some(thread) = self.0 else { return Ok(()) };
        if !thread.is_finished() {
            eprintln!("setup: waiting for the system's packages");
        }
        thread.join().map_err(|_| anyhow!("the installation of the system's packages panicked"))?
    }
}

/// Packages come over the network and tools take processor time, so they go side by side; one compile at a time.
fn begin(packages: &[Package], tools: &[Tool]) -> Result<Pending> {
    let missing: Vec<Package> = packages.iter().copied().filter(|package| !package.is_there()).collect();
    let pending = if missing.is_empty() {
        eprintln!("setup: {} there", list(packages.iter().map(|package| package.what())));
        Pending(None)
    } else {
        Pending(Some(system::install(missing)?))
    };
    targets()?;
    for tool in tools {
        tool.install()?;
    }
    Ok(pending)
}

fn targets() -> Result<()> {
    let lacks = |target: &&str| {
        let folder = run::first_line("rustc", &["--print", "target-libdir", "--target", target]);
        !folder.is_some_and(|folder| std::path::Path::new(&folder).is_dir())
    };
    let missing: Vec<&str> = TARGETS.iter().copied().filter(|target| lacks(target)).collect();
    if missing.is_empty() {
        eprintln!("setup: targets {} there", list(TARGETS.into_iter()));
        return Ok(());
    }
    run::run(
        std::process::Command::new("rustup").args(["target", "add"]).args(missing).current_dir(crate::paths::root()),
    )
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}
