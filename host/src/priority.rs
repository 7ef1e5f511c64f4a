//! What stands behind the host's own work where a processor is wanted by both: threads of plugins that compute for long, browsers,
//! the compiler. A priority is a wish: where the system does not take it, the work is done all the same.

use std::fs;
use std::io;
use std::thread;
use std::time::Duration;

use rustix::process::{setpriority_process, setsid};

/// The weight of a session of browsers or of a compiler, as a nice value: a tenth of the host's.
const SESSION: &str = "10";
/// Where the kernel keeps it (sched(7), "The autogroup feature").
const OWN_SESSION: &str = "/proc/self/autogroup";
/// The kernel takes one such wish in a tenth of a second, of all that are not the machine's administrator, and refuses the others.
const BETWEEN_WISHES: Duration = Duration::from_millis(100);
/// How often a refused wish is said again: so many browsers may start at once.
const WISHES: u32 = 100;

/// Puts the calling thread behind others of its session, by its nice value.
pub fn lower_thread(nice: i32) -> io::Result<()> {
    Ok(setpriority_process(None, nice)?)
}

/// Puts this process's session behind others. Where the kernel gives each session the same part of the processors, as it does on desktops,
/// nice values count within a session alone, and three busy browsers leave the host a quarter.
pub fn lower_session() {
    if must_be_wished_again() {
        // What this process is for does not wait for it.
        let again = || {
            (1..WISHES).any(|_| {
                thread::sleep(BETWEEN_WISHES);
                !must_be_wished_again()
            })
        };
        let _ = thread::Builder::new().name("priority".to_owned()).spawn(again);
    }
}

/// Says the wish, and whether the kernel took it for one too many.
fn must_be_wished_again() -> bool {
    // Absent where processors are shared in another way.
    fs::write(OWN_SESSION, SESSION).is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
}

/// Makes a session for this process, behind others.
pub fn enter_lower_session() {
    // It has one of its own already where this fails.
    let _ = setsid();
    lower_session();
}
