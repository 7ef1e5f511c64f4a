//! Compiling, in a process of its own with limits on memory, processor time and duration: what a component makes the compiler
//! do ends that process and not the host.
//!
//! The process is this same program, started as `postrider compile-component`. It reads the component from its standard input,
//! writes the compiled artefact to its standard output, and ends when the host does. Nothing touches the disk.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

use self::process::{CPU_SECONDS, MARK, MEMORY_MIB, REFUSED};
pub use self::process::{SUBCOMMAND, run};
use super::inspect::Refusal;

mod process;

/// The running program, even where the file was replaced since it started.
const OWN_PROGRAM: &str = "/proc/self/exe";
/// How long it may take altogether, on a machine that is busy with other work.
const BOUND: Duration = Duration::from_secs(180);
/// Largest artefact: machine code is two to three times the size of a component.
pub(super) const MAX_ARTEFACT_BYTES: u64 = 64 << 20;
/// What is kept of what the process says.
const MAX_STDERR_BYTES: u64 = 4 << 10;
/// Characters of it that a refusal quotes.
const MAX_QUOTED: usize = 500;
/// Rust's exit code of a panic.
const PANICKED: i32 = 101;

/// What a process wrote that compiled. Nothing but [`Compiler::compile`] makes one.
pub(super) struct Output(Vec<u8>);

impl Output {
    /// The machine code.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0[MARK.len()..]
    }

    /// As if these bytes had been compiled: for what never loads them.
    #[cfg(test)]
    pub(super) fn made_up(code: &[u8]) -> Self {
        Self([MARK, code].concat())
    }
}

/// Which program compiles.
#[derive(Debug, Clone)]
pub(super) struct Compiler(PathBuf);

impl Compiler {
    /// The program of the configuration, or the running one.
    pub(super) fn new(program: Option<&Path>) -> Self {
        Self(program.unwrap_or(Path::new(OWN_PROGRAM)).to_owned())
    }

    /// The artefact of a component, to be loaded by an engine with the same settings.
    pub(super) async fn compile(&self, component: &[u8]) -> Result<Output, Refusal> {
        let mut child = self.start().map_err(|error| not_started(&self.0, &error))?;
        let compiled = tokio::time::timeout(BOUND, exchange(&mut child, component)).await;
        let (artefact, stderr, status) = match compiled {
            Ok(Ok(ended)) => ended,
            Ok(Err(error)) => return Err(not_started(&self.0, &error)),
            // Dropping the child kills it.
            Err(_) => return Err(Refusal::TooHard(format!("it was not compiled within {} s", BOUND.as_secs()))),
        };
        if !status.success() {
            return Err(blame(status, &stderr));
        }
        if artefact.len() as u64 > MAX_ARTEFACT_BYTES {
            return Err(Refusal::TooHard(format!("its machine code is larger than {} MiB", MAX_ARTEFACT_BYTES >> 20)));
        }
        // Whatever program this is, it is not ours.
        if !artefact.starts_with(MARK) {
            return Err(Refusal::Host(format!("{} is no postrider: it does not compile", self.0.display())));
        }
        Ok(Output(artefact))
    }

    fn start(&self) -> io::Result<Child> {
        let mut command = Command::new(&self.0);
        command.arg(SUBCOMMAND).env_clear().kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    }
}

/// Gives the component and takes what comes back. Standard input stays open to the end: that it closes means that the host is
/// gone.
async fn exchange(child: &mut Child, component: &[u8]) -> io::Result<(Vec<u8>, String, ExitStatus)> {
    let taken = |missing: &str| io::Error::other(format!("it has no {missing}"));
    let mut input = child.stdin.take().ok_or_else(|| taken("input"))?;
    let output = child.stdout.take().ok_or_else(|| taken("output"))?;
    let errors = child.stderr.take().ok_or_else(|| taken("error output"))?;
    let give = async {
        // A process that ended early says why by its status.
        let _ = input.write_all(&(component.len() as u64).to_le_bytes()).await;
        let _ = input.write_all(component).await;
        input
    };
    let (input, artefact, stderr) =
        tokio::join!(give, bounded(output, MAX_ARTEFACT_BYTES + 1), bounded(errors, MAX_STDERR_BYTES));
    let (artefact, stderr) = (artefact?, String::from_utf8_lossy(&stderr?).into_owned());
    let status = child.wait().await?;
    drop(input);
    Ok((artefact, stderr, status))
}

/// What was written, up to a bound; what is too much is read and dropped, so that the writer comes to its end.
async fn bounded(mut from: impl AsyncRead + Unpin, most: u64) -> io::Result<Vec<u8>> {
    let mut kept = Vec::new();
    (&mut from).take(most).read_to_end(&mut kept).await?;
    tokio::io::copy(&mut from, &mut tokio::io::sink()).await?;
    Ok(kept)
}

fn not_started(program: &Path, error: &io::Error) -> Refusal {
    Refusal::Host(format!("the compiler, {}, could not be run: {error}", program.display()))
}

/// Why a process that was started gave nothing.
fn blame(status: ExitStatus, stderr: &str) -> Refusal {
    use std::os::unix::process::ExitStatusExt as _;
    let said: String = stderr.trim().chars().take(MAX_QUOTED).collect();
    let signal = status.signal().and_then(Signal::from_named_raw);
    // The allocator's own message before it aborts, and the system's where pages for code are asked for.
    let out_of_memory = said.contains("memory allocation") || said.contains("Cannot allocate memory");
    match (status.code(), signal) {
        _ if out_of_memory => Refusal::TooHard(format!("compiling it took more than {MEMORY_MIB} MiB of memory")),
        (Some(code), _) if code == i32::from(REFUSED) => Refusal::DoesNotFit(said),
        (Some(PANICKED), _) => Refusal::CompilerFailed(said),
        (_, Some(Signal::XCPU)) => {
            Refusal::TooHard(format!("compiling it took more than {CPU_SECONDS} s of a processor"))
        }
        (_, Some(Signal::KILL)) => {
            Refusal::Host("its compiler was killed from outside, mostly for lack of memory".to_owned())
        }
        _ => Refusal::CompilerFailed(format!("{status}: {said}")),
    }
}
