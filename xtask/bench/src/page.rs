//! One page of a distant site, opened by Postrider's sessions and by the same browser directly: a first visit, and another after
//! it. For Postrider the second is the next application in the same browser, which has forgotten everything; directly it has
//! a warm cache. Every figure is the median of its samples.

mod direct;
mod distance;
mod site;

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use harness::Browser;
use postrider::browser::{
    Config, Fleet, Kind, NetworkPolicy, Origin, Pool, Recycling, Scheme, SharedCache, TlsOptions,
};
use serde::Serialize;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::figures::{median, rounded};
use direct::Direct;
use site::{HOST, Site};

/// How long everything may take to end.
const CLOSING: Duration = Duration::from_secs(10);

/// `bench page`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Samples of each figure.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    samples: u32,
    /// Scripts, styles and pictures of the page.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(0..=1000))]
    resources: u32,
    /// How far away the site is.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(0..=2000))]
    round_trip_ms: u64,
    /// Only this browser.
    #[arg(long, value_enum)]
    browser: Option<Browser>,
    /// Only this scheme.
    #[arg(long, value_parser = ["http", "https"])]
    scheme: Option<String>,
}

impl Arguments {
    fn wants(&self, scheme: Scheme) -> bool {
        self.scheme.as_deref().is_none_or(|only| only == scheme.as_str())
    }
}

/// One visit in one browser.
#[derive(Serialize)]
pub(crate) struct Row {
    browser: &'static str,
    scheme: &'static str,
    visit: &'static str,
    postrider_ms: f64,
    direct_ms: f64,
    /// Postrider's over the other.
    ratio: f64,
}

/// Both visits of a sample, in milliseconds.
#[derive(Clone, Copy)]
struct Visits {
    first: f64,
    again: f64,
}

/// Everything, one after the other, the two ways in turns.
pub(crate) async fn measure(arguments: &Arguments) -> Result<Vec<Row>> {
    let round_trip = Duration::from_millis(arguments.round_trip_ms);
    let site = Site::start(arguments.resources, round_trip).await?;
    let mut rows = Vec::new();
    for browser in Browser::ALL.into_iter().filter(|browser| arguments.browser.is_none_or(|only| only == *browser)) {
        for scheme in [Scheme::Http, Scheme::Https].into_iter().filter(|scheme| arguments.wants(*scheme)) {
            let (mut postrider, mut direct) = (Vec::new(), Vec::new());
            for sample in 1..=arguments.samples {
                eprintln!("{browser}, {}, sample {sample} of {}", scheme.as_str(), arguments.samples);
                postrider.push(by_postrider(browser, &site, scheme).await.context("by Postrider")?);
                direct.push(directly(browser, &site, scheme).await.context("directly")?);
            }
            for visit in ["first", "again"] {
                let of = |visits: &Visits| if visit == "first" { visits.first } else { visits.again };
                let (postrider, direct) =
                    (median(postrider.iter().map(of).collect()), median(direct.iter().map(of).collect()));
                rows.push(Row {
                    browser: browser.name(),
                    scheme: scheme.as_str(),
                    visit,
                    postrider_ms: rounded(postrider, 0),
                    direct_ms: rounded(direct, 0),
                    ratio: rounded(postrider / direct, 2),
                });
            }
        }
    }
    site.stop().await;
    Ok(rows)
}

/// Two applications, one after the other, in one browser of a pool.
async fn by_postrider(browser: Browser, site: &Site, scheme: Scheme) -> Result<Visits> {
    let url = site.url(scheme)?;
    let scratch = tempfile::Builder::new().prefix("postrider-bench-").tempdir().context("no temporary folder")?;
    let config =
        Config { relay: Some(harness::program()?), scratch: Some(scratch.path().to_owned()), ..Config::default() };
    let (tracker, end) = (TaskTracker::new(), CancellationToken::new());
    let kind = match browser {
        Browser::Firefox => Kind::Firefox,
        Browser::Chromium => Kind::Chromium,
    };
    let fleet = Fleet::new(config, tracker.clone(), end.clone())?;
    let (pool, cache) = (Pool::new(fleet, kind, 1, Recycling::default()), SharedCache::default());
    let tls = TlsOptions::new(Some(site.certificate.authority.as_bytes()), None).context("the site's authority")?;
    let policy = || NetworkPolicy {
        origins: Origin::of(&url).into_iter().collect(),
        resolve: [(HOST.to_owned(), site.address(scheme))].into(),
        tls: tls.clone(),
        shared_cache: Some(cache.of(HOST, "1")),
        ..NetworkPolicy::default()
    };
    let mut visits = Vec::new();
    for _ in 0..2 {
        let session = pool.take(policy()).await?;
        let begun = Instant::now();
        session.open(&url).await?;
        visits.push(begun.elapsed().as_secs_f64() * 1e3);
        site.check(&session.execute(site::LOADED, Vec::new()).await?)?;
        session.close().await;
    }
    drop(pool);
    end.cancel();
    tracker.close();
    tokio::time::timeout(CLOSING, tracker.wait()).await.context("a session does not end")?;
    Ok(Visits { first: visits[0], again: visits[1] })
}

/// Twice the same page in one browser, which was just started.
async fn directly(browser: Browser, site: &Site, scheme: Scheme) -> Result<Visits> {
    let url = site.url(scheme)?;
    let direct = Direct::start(browser, &site.certificate).await?;
    let first = direct.open(&url).await?;
    let again = direct.open(&url).await?;
    direct.stop().await?;
    Ok(Visits { first, again })
}
