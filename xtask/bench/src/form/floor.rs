//! The floor: the job by bare fantoccini, as one would write it in an afternoon. It checks nothing that it can do without, reads
//! nothing back, keeps no trace. A program of its own, so that what it uses is counted with its driver and browser.

mod counting;
mod steps;

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use fantoccini::ClientBuilder;
use harness::Browser;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// How long a driver may take to listen.
const LISTENING: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// `bench floor`
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The browser that it drives.
    #[arg(long, value_enum)]
    browser: Browser,
    /// Count the commands that each job takes.
    #[arg(long)]
    counting: bool,
    /// Take any certificate.
    #[arg(long)]
    any_certificate: bool,
}

/// Answers orders until there are no more.
pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    ensure!(orders.next_line().await?.is_some_and(|line| line == "begin"), "nobody said to begin");
    let (mut driver, address) = driver(arguments.browser, &[]).await?;
    let counted = if arguments.counting { Some(counting::Forwarder::start(address).await?) } else { None };
    let mut connector = HttpConnector::new();
    // Else every command may wait for the other end's acknowledgement of the one before.
    connector.set_nodelay(true);
    let client = ClientBuilder::new(connector)
        .capabilities(capabilities(arguments)?)
        .connect(&format!("http://{}", counted.as_ref().map_or(address, counting::Forwarder::address)))
        .await
        .context("no session")?;
    println(&json!({ "ready": true }));
    while let Some(line) = orders.next_line().await? {
        let order = serde_json::from_str(&line).context("an order is no JSON")?;
        let before = counted.as_ref().map(counting::Forwarder::commands);
        let answer = match steps::carry(&client, &order).await {
            Ok(number) => {
                let after = counted.as_ref().map(counting::Forwarder::commands);
                json!({ "number": number, "commands": after.zip(before).map(|(after, before)| after - before) })
            }
            Err(error) => json!({ "error": format!("{error:#}") }),
        };
        println(&answer);
    }
    client.close().await.context("the session does not end")?;
    driver.kill().await.context("the driver does not end")
}

#[expect(clippy::print_stdout, reason = "the line is what this program was asked for")]
fn println(answer: &Value) {
    println!("{answer}");
}

/// A driver that listens, with more arguments, and where.
pub(crate) async fn driver(browser: Browser, more: &[&str]) -> Result<(Child, std::net::SocketAddr)> {
    // Free now, and nobody else on this machine asks for ports at this moment.
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let mut command = match browser {
        Browser::Firefox => {
            let mut command = Command::new(found(&["geckodriver"])?);
            command.args(["--port", &port.to_string(), "--websocket-port", "0", "--log", "fatal"]);
            command
        }
        Browser::Chromium => {
            let mut command = Command::new(found(&["chromedriver"])?);
            command.args([format!("--port={port}").as_str(), "--log-level=SEVERE"]);
            command
        }
    };
    let driver = command
        .args(more)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("no driver")?;
    let end = Instant::now() + LISTENING;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
        if Instant::now() >= end {
            bail!("the driver does not listen");
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Ok((driver, (Ipv4Addr::LOCALHOST, port).into()))
}

/// No more than it takes: where the browser is, no window, its size; as root Chromium has no sandbox.
fn capabilities(arguments: &Arguments) -> Result<Map<String, Value>> {
    let any = arguments.any_certificate;
    let given = match arguments.browser {
        Browser::Firefox => json!({ "browserName": "firefox", "acceptInsecureCerts": any, "moz:firefoxOptions": {
            "binary": firefox()?, "args": ["-headless", "--width=1280", "--height=1000"],
        } }),
        Browser::Chromium => json!({ "browserName": "chrome", "acceptInsecureCerts": any, "goog:chromeOptions": {
            "binary": chromium()?, "args": ["--headless=new", "--no-sandbox", "--window-size=1280,1000"],
        } }),
    };
    match given {
        Value::Object(given) => Ok(given),
        _ => bail!("capabilities are an object"),
    }
}

/// Where Firefox is.
pub(crate) fn firefox() -> Result<PathBuf> {
    found(&["firefox-esr", "firefox"])
}

/// Where Chromium is: the program itself, whose wrapper adds arguments.
pub(crate) fn chromium() -> Result<PathBuf> {
    let places =
        ["/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser", "/opt/google/chrome/chrome"];
    let found = places.into_iter().map(PathBuf::from).find(|path| path.is_file());
    found.context("Chromium is not installed: `cargo xtask setup` installs it")
}

/// On the PATH, or in cargo's own folder, which may not be on it.
pub(super) fn found(names: &[&str]) -> Result<PathBuf> {
    let path: OsString = std::env::var_os("PATH").unwrap_or_default();
    let home = std::env::home_dir().map(|home| home.join(".cargo/bin"));
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain(home).collect();
    let files = names.iter().flat_map(|name| folders.iter().map(move |folder: &PathBuf| folder.join(name)));
    let file = files.into_iter().find(|file: &PathBuf| Path::is_file(file));
    file.with_context(|| format!("{} is not installed: `cargo xtask setup` installs it", names.join(" or ")))
}
