//! What a start costs with many counties: a real host of a release build, each county with a component of its own, with no compiled
//! code kept and then with all of it. No browser is opened; what waits does so because every site is closed at this hour.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use harness::{Client, TOKEN, component, program};
use jiff::tz::TimeZone;
use postrider::ledger::{self, ActorRole, Ledger, ReleaseEvent, ReleaseMove, Who};
use postrider::submission::{Clock, CountyCode, PluginDigest};
use serde::Serialize;

use crate::figures::{median, rounded};
use crate::ledger::applications::{Applications, FIRST_COUNTY};
use crate::ledger::fill::fill;
use crate::procfs;

/// The plugin that every county's is made of, and how its manifest names its county.
const PLUGIN: &str = "alder-1.0.0.wasm";
const ITS_COUNTY: &[u8] = b"county = \"99001\"";
/// Where all of them are.
const ZONE: &str = "America/Los_Angeles";
/// How long everything may take to be compiled.
const BOUND: Duration = Duration::from_secs(3_600);
/// How often it is asked whether they are: the answer is long.
const POLL: Duration = Duration::from_secs(1);
/// How long the host is left alone before it is looked at, and how long it is looked at.
const SETTLE: Duration = Duration::from_secs(6);
const IDLE: Duration = Duration::from_secs(60);
/// How often the counties are asked for.
const ASKED: usize = 15;

/// How many counties.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Counties, each with a plugin of its own; 3,144 is every county there is.
    #[arg(long, default_value_t = 3_144, value_parser = clap::value_parser!(u16).range(1..=20_000))]
    counties: u16,
    /// Applications that wait, over all counties.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    waiting: u32,
}

/// One start.
#[derive(Serialize)]
pub(crate) struct Row {
    counties: u16,
    waiting: u32,
    /// Whether compiled code was kept.
    cache: &'static str,
    /// From the start of the process to the line that says where it listens, and to the first list of counties.
    listening_s: f64,
    answering_s: f64,
    /// Until every county's plugin was compiled.
    compiled_s: f64,
    /// Of the host, resident, at rest.
    rss_mib: f64,
    /// Of one processor, over a minute at rest.
    idle_percent: f64,
    /// `GET /v1/counties`, with all of its answer; median.
    counties_ms: f64,
}

/// A start without a cache, and two with one: the first of them finds it on disk, the second in the system's memory.
pub(crate) async fn measure(arguments: &Arguments) -> Result<Vec<Row>> {
    let folder = tempfile::Builder::new().prefix("postrider-").tempdir().context("no folder for temporary files")?;
    prepare(folder.path(), arguments).await?;
    let mut rows = Vec::new();
    for cache in ["cold", "warm", "warm"] {
        rows.push(start(folder.path(), arguments, cache).await?);
    }
    Ok(rows)
}

/// A configuration, and a data folder as it is after so many installations: written directly, for those take minutes.
async fn prepare(folder: &Path, arguments: &Arguments) -> Result<()> {
    let Arguments { counties, waiting } = *arguments;
    let plugin = std::fs::read(component(PLUGIN)?).context("the plugin cannot be read")?;
    let county_at = plugin.windows(ITS_COUNTY.len()).position(|bytes| bytes == ITS_COUNTY);
    let county_at = county_at.context("the plugin's manifest names its county otherwise")? + b"county = \"".len();
    let data = folder.join("data");
    std::fs::create_dir_all(data.join("plugins")).context("the data folder cannot be made")?;
    let files = ledger::Config {
        database: ledger::Database::Sqlite(data.join("ledger.sqlite")),
        key_file: data.join("ledger.key"),
        settling: Duration::from_secs(30),
    };
    let ledger = Ledger::open(&files, Clock::System).await.context("the ledger cannot be made")?;
    let mut configuration = format!(
        "data = \"data\"\n[api]\nlisten = \"127.0.0.1:0\"\n[[api.tokens]]\nname = \"bench\"\nrole = \"admin\"\n\
         token = \"{TOKEN}\"\n[browser.pool]\nuses = 1\n"
    );
    let first = Instant::now();
    let (hours, cutoff) = closed_now()?;
    for number in 0..u32::from(counties) {
        let code = (FIRST_COUNTY + number).to_string();
        write!(
            configuration,
            "[[county]]\ncode = \"{code}\"\nname = \"County {code}\"\nzone = \"{ZONE}\"\n\
             hours = {{ every_day = ['{hours}'] }}\ncutoff = '{cutoff}'\n\
             grant.origins = [\"http://alder.test\", \"https://alder.test\"]\n\
             credentials.worker.first = {{ user = \"worker1\", password = \"alder-pass\" }}\n"
        )?;
        let mut own = plugin.clone();
        own[county_at..county_at + code.len()].copy_from_slice(code.as_bytes());
        let digest = PluginDigest::of(&own);
        std::fs::write(data.join(format!("plugins/{digest}.wasm")), &own).context("a component cannot be kept")?;
        let county: CountyCode = code.parse().map_err(|error| anyhow::anyhow!("{error}"))?;
        let event = ReleaseEvent {
            county,
            digest,
            version: "1.0.0".to_owned(),
            what: ReleaseMove::Activated,
            who: Who::new(ActorRole::Deployer, "bench"),
            why: "a benchmark".to_owned(),
            manifest: serde_json::Value::Null,
        };
        ledger.record_release(event).await.context("a release cannot be written down")?;
    }
    fill(&ledger, &files, &Applications::new(counties.into())?, waiting).await?;
    ledger.close().await;
    eprintln!("{counties} counties prepared in {:.0} s", first.elapsed().as_secs_f64());
    std::fs::write(folder.join("postrider.toml"), configuration).context("the configuration cannot be written")
}

/// Hours that are far from now, and the cutoff at their end.
fn closed_now() -> Result<(String, String)> {
    let now = Clock::System.now().to_zoned(TimeZone::get(ZONE).context("no such zone")?);
    let opens = ((now.hour() + 12) % 24).min(21);
    Ok((format!("{opens:02}:00-{:02}:30", opens + 1), format!("{:02}:30", opens + 1)))
}

async fn start(folder: &Path, arguments: &Arguments, cache: &'static str) -> Result<Row> {
    let Arguments { counties, waiting } = *arguments;
    let began = Instant::now();
    let (host, address) = launch(folder)?;
    let listening = began.elapsed().as_secs_f64();
    let client = Client::new(&address, TOKEN);
    let listed = client.counties().await?.len();
    ensure!(listed == usize::from(counties), "the host has {listed} counties, not {counties}");
    let answering = began.elapsed().as_secs_f64();
    while is_compiling(&client).await? {
        ensure!(began.elapsed() < BOUND, "the plugins were not compiled within {} s", BOUND.as_secs());
        tokio::time::sleep(POLL).await;
    }
    let compiled = began.elapsed().as_secs_f64();
    tokio::time::sleep(SETTLE).await;
    let cpu = procfs::cpu_seconds(host.0.id());
    tokio::time::sleep(IDLE).await;
    let idle = (procfs::cpu_seconds(host.0.id()) - cpu) / IDLE.as_secs_f64() * 100.0;
    let rss = procfs::rss_mib(host.0.id());
    let mut samples = Vec::new();
    for _ in 0..ASKED {
        let asked = Instant::now();
        client.counties().await?;
        samples.push(asked.elapsed().as_secs_f64() * 1e3);
    }
    eprintln!("a start with a {cache} cache measured");
    Ok(Row {
        counties,
        waiting,
        cache,
        listening_s: rounded(listening, 2),
        answering_s: rounded(answering, 2),
        compiled_s: rounded(compiled, 1),
        rss_mib: rounded(rss, 0),
        idle_percent: rounded(idle, 2),
        counties_ms: rounded(median(samples), 1),
    })
}

/// Whether any county waits for its plugin to be compiled.
async fn is_compiling(client: &Client) -> Result<bool> {
    let counties = client.counties().await?;
    if let Some(unserved) = counties.iter().find_map(|county| county.unserved.as_ref()) {
        bail!("a county is not served: {}", unserved.why);
    }
    Ok(counties.iter().filter_map(|county| county.release.as_ref()).any(|release| release.compiling))
}

/// A host that is killed when nobody measures it any more.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It is gone, or it will be.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts it, and waits for the line that says where it listens.
fn launch(folder: &Path) -> Result<(Running, String)> {
    let log = std::fs::File::create(folder.join("log")).context("no log file")?;
    let mut process = Command::new(program()?)
        .args(["serve", "--log", "warn", "--config"])
        .arg(folder.join("postrider.toml"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .context("the host cannot be started")?;
    let output = process.stdout.take().context("the host has no output")?;
    let running = Running(process);
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).context("the host says nothing")?;
    let said = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    let ready: serde_json::Value =
        serde_json::from_str(&line).with_context(|| format!("the host ended at its start: {}", said()))?;
    let address = ready["listening"].as_str().context("the host did not say where it listens")?.to_owned();
    Ok((running, address))
}
