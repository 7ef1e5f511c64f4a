//! The process that compiles one component: it limits itself first, and ends when the host does.

use std::io::{self, Write as _};
use std::process::ExitCode;

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::plugin::inspect::MAX_COMPONENT_BYTES;
use crate::plugin::settings::code_settings;
use crate::priority;

/// The hidden subcommand.
pub const SUBCOMMAND: &str = "compile-component";
/// Address space of the process. A plugin of 8 MiB compiles in a few hundred MiB; nesting 2,000 deep takes 140.
pub(super) const MEMORY_MIB: u64 = 1 << 10;
/// Processor time of the process. A plugin of 1.2 MB takes about one second in a release build.
pub(super) const CPU_SECONDS: u64 = 60;
/// What stands before the artefact: no other program's output is taken for machine code.
pub(super) const MARK: &[u8] = b"postrider artefact\n";
/// Nobody waits for a compiler as for an answer of the API.
const PRIORITY: i32 = 10;
/// The process's exit code where the compiler refused the component and said why.
pub(super) const REFUSED: u8 = 3;

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
    let message = |error: &dyn std::fmt::Display| format!("{error:#}");
    limit_this_process().map_err(|error| message(&error))?;
    let component = read_component(&mut io::stdin()).map_err(|error| message(&error))?;
    // Whatever becomes of the host, its end of standard input closes.
    std::thread::Builder::new().name("host".to_owned()).spawn(end_with_the_host).map_err(|error| message(&error))?;
    let engine = wasmtime::Engine::new(code_settings().parallel_compilation(false)).map_err(|error| message(&error))?;
    let artefact = engine.precompile_component(&component).map_err(|error| message(&error))?;
    let mut output = io::stdout().lock();
    output
        .write_all(MARK)
        .and_then(|()| output.write_all(&artefact))
        .and_then(|()| output.flush())
        .map_err(|error| message(&error))
}

fn limit_this_process() -> io::Result<()> {
    let most = |value| Rlimit { current: Some(value), maximum: Some(value) };
    setrlimit(Resource::Core, most(0))?;
    setrlimit(Resource::As, most(MEMORY_MIB << 20))?;
    // Past the soft limit the process gets a signal that ends it; past the hard one it is killed.
    setrlimit(Resource::Cpu, Rlimit { current: Some(CPU_SECONDS), maximum: Some(CPU_SECONDS + 5) })?;
    priority::enter_lower_session();
    priority::lower_thread(PRIORITY)
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
