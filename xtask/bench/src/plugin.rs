//! What a plugin costs before it touches a page: its bytes, checking and compiling it, one call in a fresh store, and one call
//! from the plugin into the host. Every figure is the median of its samples.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow};
use county_sim::{County, load_scenarios};
use harness::{component, guest};
use jiff::tz::TimeZone;
use postrider::plugin::{Config, Engine, Job, Release};
use postrider::submission::{Application, Calendar, Clock, Fields, LeasedCredentials};
use serde::Serialize;
use tokio_util::task::TaskTracker;

use crate::figures::{bytes, median, rounded};

const LOADS: usize = 15;
const CALLS: usize = 500;
/// What the guest `asks` asks in one `check`.
const QUESTIONS: f64 = 10_000.0;

/// One release.
#[derive(Serialize)]
pub(crate) struct Row {
    plugin: String,
    bytes: u64,
    /// Checking, compiling and linking, on one thread.
    load_ms: f64,
    /// Its own `check` of one application: a fresh store, the instance, the call, and the drop of it all.
    check_us: f64,
}

/// What every plugin pays.
#[derive(Serialize)]
pub(crate) struct Call {
    what: &'static str,
    /// A fresh store, an instance, a `check` that asks nothing, and the drop of it all.
    instantiate_us: f64,
    /// One question about a field, answered by the host.
    host_call_ns: f64,
}

/// Everything, one after the other.
pub(crate) async fn measure(scenarios: &Path) -> Result<(Vec<Row>, Call)> {
    let tracker = TaskTracker::new();
    let config = Config { compiler: Some(harness::program()?), ..Config::default() };
    let engine = Engine::start(&config, &tracker).map_err(|error| anyhow!("{error:#}"))?;
    let mut rows = Vec::new();
    for county in County::ALL {
        for version in ["1.0.0", "2.0.0"] {
            let file = component(&format!("{county}-{version}.wasm"))?;
            let (release, load_ms) = load(&engine, &file).await?;
            rows.push(Row {
                plugin: format!("{county} {version}"),
                bytes: bytes(&file)?,
                load_ms: rounded(load_ms, 1),
                check_us: rounded(check(&release, county, scenarios).await? * 1e6, 0),
            });
        }
    }
    let (idle, _) = load(&engine, &guest("spins.wasm")?).await?;
    let (asks, _) = load(&engine, &guest("asks.wasm")?).await?;
    let instantiate = check(&idle, County::Alder, scenarios).await?;
    let asked = check(&asks, County::Alder, scenarios).await?;
    tracker.close();
    tracker.wait().await;
    let call = Call {
        what: "any plugin",
        instantiate_us: rounded(instantiate * 1e6, 0),
        host_call_ns: rounded((asked - instantiate) / QUESTIONS * 1e9, 0),
    };
    Ok((rows, call))
}

/// The release and the median of what loading it took, in milliseconds.
async fn load(engine: &Engine, file: &Path) -> Result<(Release, f64)> {
    let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let mut samples = Vec::new();
    let mut loaded = None;
    for _ in 0..LOADS {
        let begun = Instant::now();
        loaded = Some(Release::load(engine, &bytes).await.map_err(|refusal| anyhow!("{refusal}"))?);
        samples.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok((loaded.context("nothing was loaded")?, median(samples)))
}

/// The median of one `check` of the county's first application, in seconds.
async fn check(release: &Release, county: County, scenarios: &Path) -> Result<f64> {
    let scenarios = load_scenarios(scenarios).context("the applications cannot be read")?;
    let scenario = scenarios.into_iter().find(|scenario| scenario.county() == Some(county));
    let scenario = scenario.with_context(|| format!("no application is for {county}"))?;
    let body = serde_json::to_vec(&scenario.request.application).context("an application has no JSON")?;
    let application = Application::parse(&body, jiff::civil::Date::MAX).map_err(|error| anyhow!("{error}"))?;
    let fields = Arc::new(Fields::of(&application));
    let calendar = Calendar::usual(TimeZone::UTC);
    let mut samples = Vec::new();
    for _ in 0..CALLS {
        let job = Job {
            fields: Arc::clone(&fields),
            attachments: Vec::new(),
            read: Vec::new(),
            credentials: LeasedCredentials::default(),
            form: None,
            farewell: None,
            clock: Clock::System,
            calendar: calendar.clone(),
        };
        let begun = Instant::now();
        release.check(job).await.map_err(|fault| anyhow!("{fault}"))?;
        samples.push(begun.elapsed().as_secs_f64());
    }
    Ok(median(samples))
}
