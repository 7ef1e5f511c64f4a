//! Whether this machine lets a sandbox be made, and what to change where it does not.

use std::path::Path;
use std::process::Stdio;

use crate::browser::missing::Missing;

/// Parts of bubblewrap's messages where the kernel refused it a namespace.
const SIGNS_OF_REFUSAL: [&str; 4] = ["namespace", "uid map", "not permitted", "RTM_NEWADDR"];

/// Tries the smallest sandbox of the kind that a session needs. Takes some milliseconds.
pub(in crate::browser) fn check(bwrap: &Path) -> Result<(), Missing> {
    let tried = std::process::Command::new(bwrap)
        .args(["--unshare-pid", "--unshare-net", "--ro-bind", "/", "/", "--proc", "/proc", "--", "/bin/true"])
        .stdin(Stdio::null())
        .output();
    match tried {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(missing(String::from_utf8_lossy(&output.stderr).trim())),
        Err(error) => Err(missing(&error.to_string())),
    }
}

/// What is missing where a tree that did not start wrote this to its standard error; none where the cause is another.
pub(in crate::browser) fn refusal(stderr: &str) -> Option<Missing> {
    let refused = stderr.starts_with("bwrap: ") && SIGNS_OF_REFUSAL.iter().any(|sign| stderr.contains(sign));
    refused.then(|| missing(stderr))
}

fn missing(reason: &str) -> Missing {
    Missing {
        what: format!("bubblewrap may not make a sandbox here ({reason})"),
        fix: "allow unprivileged user namespaces (sysctl -w kernel.unprivileged_userns_clone=1; on Ubuntu \
              sysctl -w kernel.apparmor_restrict_unprivileged_userns=0), or in a container give it CAP_SYS_ADMIN"
            .to_owned(),
    }
}
