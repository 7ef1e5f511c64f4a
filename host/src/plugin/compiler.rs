//! Compiling, in a process of its own with limits on memory, processor time and duration: what a component makes the compiler
//! do ends that process and not the host.
//!
//! The process is this same program, started as `postrider compile-component`. It reads the component from its standard input,
//! writes the compiled artefact to its standard output, and ends when the host does. Nothing touches the disk.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, Signal, setpriority_process, setrlimit};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

use super::engine::settings;
use super::inspect::{MAX_COMPONENT_BYTES, Refusal};

/// The hidden subcommand.
pub const SUBCOMMAND: &str = "compile-component";
/// The running program, even where the file was replaced since it started.
const OWN_PROGRAM: &str = "/proc/self/exe";
/// Address space of the process. A plugin of 8 MiB compiles in a few hundred MiB; nesting 2,000 deep takes 140.
const MEMORY_MIB: u64 = 1 << 10;
/// Processor time of the process. A plugin of 1.2 MB takes about one second in a release build.
const CPU_SECONDS: u64 = 60;
/// How long it may take altogether, on a machine that is busy with other work.
const BOUND: Duration = Duration::from_secs(180);
/// Largest artefact: machine code is two to three times the size of a component.
const MAX_ARTEFACT_BYTES: u64 = 64 << 20;
/// What stands before the artefact: no other program's words are taken for machine code.
const MARK: &[u8] = b"postrider artefact\n";
/// What is kept of what the process says.
const MAX_WORDS_BYTES: u64 = 4 << 10;
/// Characters of it that a refusal quotes.
const MAX_WORDS: usize = 500;
/// Nobody waits for a compiler as for an answer of the API.
const PRIORITY: i32 = 10;
/// The process's exit code where the compiler refused the component in words.
const REFUSED: u8 = 3;
/// Rust's exit code of a panic.
const PANICKED: i32 = 101;

/// Which program compiles.
#[derive(Debug, Clone)]
pub(super) struct Compiler(PathBuf);

impl Compiler {
    /// The program of the configuration, or the running one.
    pub(super) fn new(program: Option<&Path>) -> Self {
        Self(program.unwrap_or(Path::new(OWN_PROGRAM)).to_owned())
    }

    /// The artefact of a component, to be loaded by an engine with the same settings.
    pub(super) async fn compile(&self, component: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut child = self.start().map_err(|error| not_started(&self.0, &error))?;
        let compiled = tokio::time::timeout(BOUND, exchange(&mut child, component)).await;
        let (artefact, words, status) = match compiled {
            Ok(Ok(ended)) => ended,
            Ok(Err(error)) => return Err(not_started(&self.0, &error)),
            // Dropping the child kills it.
            Err(_) => return Err(Refusal::TooHard(format!("it was not compiled within {} s", BOUND.as_secs()))),
        };
        if !status.success() {
            return Err(blame(status, &words));
        }
        if artefact.len() as u64 > MAX_ARTEFACT_BYTES {
            return Err(Refusal::TooHard(format!("its machine code is larger than {} MiB", MAX_ARTEFACT_BYTES >> 20)));
        }
        // Whatever program this is, it is not ours.
        let artefact = artefact
            .strip_prefix(MARK)
            .ok_or_else(|| Refusal::Host(format!("{} is no postrider: it does not compile", self.0.display())))?;
        Ok(artefact.to_vec())
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
    let (input, artefact, words) =
        tokio::join!(give, bounded(output, MAX_ARTEFACT_BYTES + 1), bounded(errors, MAX_WORDS_BYTES));
    let (artefact, words) = (artefact?, String::from_utf8_lossy(&words?).into_owned());
    let status = child.wait().await?;
    drop(input);
    Ok((artefact, words, status))
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
fn blame(status: ExitStatus, words: &str) -> Refusal {
    use std::os::unix::process::ExitStatusExt as _;
    let said: String = words.trim().chars().take(MAX_WORDS).collect();
    let signal = status.signal().and_then(Signal::from_named_raw);
    // The allocator's own words before it aborts, and the system's where pages for code are asked for.
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

/// The process itself: `postrider compile-component`.
pub fn run() -> ExitCode {
    match compile_input() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = write!(io::stderr(), "{problem}");
            ExitCode::from(REFUSED)
        }
    }
}

fn compile_input() -> Result<(), String> {
    let words = |error: &dyn std::fmt::Display| format!("{error:#}");
    limit_this_process().map_err(|error| words(&error))?;
    let component = read_component(&mut io::stdin()).map_err(|error| words(&error))?;
    // Whatever becomes of the host, its end of standard input closes.
    std::thread::Builder::new().name("host".to_owned()).spawn(end_with_the_host).map_err(|error| words(&error))?;
    let engine = wasmtime::Engine::new(settings().parallel_compilation(false)).map_err(|error| words(&error))?;
    let artefact = engine.precompile_component(&component).map_err(|error| words(&error))?;
    let mut output = io::stdout().lock();
    output
        .write_all(MARK)
        .and_then(|()| output.write_all(&artefact))
        .and_then(|()| output.flush())
        .map_err(|error| words(&error))
}

fn limit_this_process() -> io::Result<()> {
    let most = |value| Rlimit { current: Some(value), maximum: Some(value) };
    setrlimit(Resource::Core, most(0))?;
    setrlimit(Resource::As, most(MEMORY_MIB << 20))?;
    // Past the soft limit the process is told, and says so by its end; past the hard one it is killed.
    setrlimit(Resource::Cpu, Rlimit { current: Some(CPU_SECONDS), maximum: Some(CPU_SECONDS + 5) })?;
    setpriority_process(None, PRIORITY)?;
    Ok(())
}

fn read_component(input: &mut impl io::Read) -> io::Result<Vec<u8>> {
    let mut size = [0; 8];
    input.read_exact(&mut size)?;
    let size = usize::try_from(u64::from_le_bytes(size)).unwrap_or(usize::MAX);
    if size > MAX_COMPONENT_BYTES {
        return Err(io::Error::other("the component is larger than a plugin may be"));
    }
    let mut component = vec![0; size];
    input.read_exact(&mut component)?;
    Ok(component)
}

fn end_with_the_host() {
    let _ = io::copy(&mut io::stdin(), &mut io::sink());
    std::process::exit(i32::from(REFUSED));
}
