//! What stands behind the host's own work where a processor is wanted by both: threads of plugins that compute for long, browsers,
//! the compiler. A priority is a wish: where the system does not take it, the work is done all the same.

use std::fs;
use std::io;

use rustix::process::{setpriority_process, setsid};

/// The weight of a session of browsers or of a compiler, as a nice value: a tenth of the host's.
const SESSION: &str = "10";
/// Where the kernel keeps it (sched(7), "The autogroup feature").
const OWN_SESSION: &str = "/proc/self/autogroup";

/// Puts the calling thread behind others of its session, by its nice value.
pub fn lower_thread(nice: i32) -> io::Result<()> {
    Ok(setpriority_process(None, nice)?)
}

/// Puts this process's session behind others. Where the kernel gives each session the same part of the processors, as it does on desktops,
/// nice values count within a session alone, and three busy browsers leave the host a quarter.
pub fn lower_session() {
    // Absent where processors are shared in another way.
    let _ = fs::write(OWN_SESSION, SESSION);
}

/// Makes a session for this process, behind others.
pub fn enter_lower_session() {
    // It has one of its own already where this fails.
    let _ = setsid();
    lower_session();
}
