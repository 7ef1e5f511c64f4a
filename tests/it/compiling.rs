//! Components that are hard to compile or to start: none ends the host, each is refused in words, and what only looks unusual is
//! taken.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use harness::{Harness, Settings, guest, until};

use crate::malformed_components;

/// What the host may hold at its worst moment, in KiB: a compiler in its own process would take more than a gibibyte.
const MOST_KIB: u64 = 300 << 10;
/// What compiling may take until it is given up, on a busy machine.
const COMPILED: Duration = Duration::from_secs(240);

/// A guest that is fine, with this function beside its own.
fn with_function(body: &[u8]) -> Result<Vec<u8>> {
    with_functions(&[body])
}

fn with_functions(bodies: &[&[u8]]) -> Result<Vec<u8>> {
    Ok(malformed_components::with_module(
        std::fs::read(guest("spins.wasm")?)?,
        &malformed_components::of_functions(bodies),
        0,
    ))
}

async fn refused(harness: &Harness, component: Vec<u8>, text: &str) -> Result<()> {
    let client = harness.host.client();
    let answer = client.call(reqwest::Method::POST, "/v1/plugins").timeout(COMPILED);
    let answer = answer.header("content-type", "application/wasm").body(component).send().await?;
    let (status, said) = (answer.status(), answer.text().await?);
    ensure!(status.as_u16() == 422 && said.contains(text), "{status}, not “{text}”: {said}");
    client.text("/healthz").await?;
    let most = most_kib(harness)?;
    ensure!(most < MOST_KIB, "the host held {most} KiB");
    Ok(())
}

/// The most memory that the host ever held.
fn most_kib(harness: &Harness) -> Result<u64> {
    let id = harness.host.pid().context("the host has ended")?;
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

#[tokio::test]
async fn what_no_compiler_can_carry_is_refused_and_the_host_goes_on() -> Result<()> {
    let mut harness = Harness::bare(Settings::one_session()).await?;
    let deep = with_function(&malformed_components::nested(20_000))?;
    refused(&harness, deep.clone(), "nests its blocks deeper than 2000").await?;
    let empty = malformed_components::nested(0);
    refused(&harness, with_functions(&vec![&*empty; 800_000])?, "a plugin may have 60000").await?;
    // Within every bound that can be read from the bytes.
    refused(
        &harness,
        with_function(&malformed_components::long(1_000_000))?,
        "compiling it took more than 1024 MiB of memory",
    )
    .await?;
    // Dropped into the folder it ends neither this host nor the next one.
    let inbox = harness.host.folder().join("data/plugins-inbox");
    std::fs::write(inbox.join("deep.part"), &deep)?;
    std::fs::rename(inbox.join("deep.part"), inbox.join("deep.wasm"))?;
    until("the dropped file to be refused", Duration::from_secs(60), || async {
        Ok(inbox.join("deep.wasm.refused").exists().then_some(()))
    })
    .await?;
    harness.host.kill().await?;
    harness.host.restart().await?;
    harness.host.client().text("/healthz").await.map(drop)
}

#[tokio::test]
async fn what_cannot_be_started_is_refused_at_install() -> Result<()> {
    let harness = Harness::bare(Settings::one_session()).await?;
    let fine = || -> Result<Vec<u8>> { Ok(std::fs::read(guest("spins.wasm")?)?) };
    let endless = malformed_components::with_module(fine()?, &malformed_components::starts_without_end(), 1);
    // By its own computing, or by the clock where a busy machine gives it little of the processor.
    refused(&harness, endless, "no instance of the component can be made: it ").await?;
    let traps = malformed_components::with_module(fine()?, &malformed_components::starts_with_a_trap(), 1);
    refused(&harness, traps, "unreachable").await?;
    let many = malformed_components::with_module(fine()?, &malformed_components::of_memories(0), 100);
    refused(&harness, many, "no instance of the component can be made").await
}

/// Composed components have a memory for each part, and a language's runtime is linked from some twenty modules.
#[tokio::test]
async fn several_memories_and_many_instances_are_taken() -> Result<()> {
    let harness = Harness::bare(Settings::one_session()).await?;
    let client = harness.host.client();
    for (module, instances) in [(malformed_components::of_memories(2), 1), (malformed_components::of_memories(0), 40)] {
        let component = malformed_components::with_module(std::fs::read(guest("spins.wasm")?)?, &module, instances);
        let taken = client.install_bytes(component).await?;
        ensure!(taken.is_ok(), "{:?}", taken.err());
    }
    Ok(())
}

#[tokio::test]
async fn a_killed_host_takes_its_compiler_with_it() -> Result<()> {
    let mut harness = Harness::bare(Settings::one_session()).await?;
    let client = harness.host.client();
    let component = with_function(&malformed_components::long(1_000_000))?;
    let mut installing = tokio::task::JoinSet::new();
    installing.spawn(async move { client.install_bytes(component).await });
    let host = harness.host.pid().context("the host has ended")?;
    let compiler = until("the compiler to run", Duration::from_secs(30), || async { Ok(compiler_of(host)) }).await?;
    harness.host.kill().await?;
    until("the compiler to end", Duration::from_secs(10), || async { Ok((!runs(&compiler)).then_some(())) }).await
}

/// The process that compiles for a host.
fn compiler_of(host: u32) -> Option<PathBuf> {
    let tasks = std::fs::read_dir(format!("/proc/{host}/task")).ok()?;
    let children = tasks.flatten().filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let ids: Vec<String> =
        children.flat_map(|ids| ids.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect();
    let processes = ids.into_iter().map(|id| PathBuf::from("/proc").join(id));
    let compiles = |process: &PathBuf| {
        std::fs::read_to_string(process.join("cmdline")).is_ok_and(|line| line.contains("compile-component"))
    };
    processes.into_iter().find(compiles)
}

/// Whether a process is there, and not only its exit code.
fn runs(process: &std::path::Path) -> bool {
    std::fs::read_to_string(process.join("status")).is_ok_and(|status| !status.contains("State:\tZ"))
}
