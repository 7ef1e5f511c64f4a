//! One session's folder on the host: its sockets, uploads, downloads, and what its sandbox finds in `/etc`. It is this user's
//! alone and goes with the value.

use std::io;
use std::path::PathBuf;

use crate::browser::files::{Downloads, Uploads};
use crate::scratch::{self, ScratchFolder};

/// Where the sandbox holds what the host puts into it.
pub(super) const INSIDE: &str = "/run/postrider";
/// Where the browser keeps what it downloads, inside.
pub(in crate::browser) const DOWNLOADS_INSIDE: &str = "/run/postrider/down";

/// The sandbox's own `/etc/hosts`. Drivers and browsers look themselves up by name; this machine's file is none of their business.
const HOSTS: &str = "127.0.0.1 localhost\n::1 localhost\n";

/// Chromium's policy, inside. Nothing makes it forget a sign-in that a page's script did by itself, so it does none; at sites
/// that ask for one the proxy answers. And a file from a county that speaks http is kept without asking a person who is not there.
const CHROMIUM_POLICY: &str = r#"{ "AuthSchemes": "none", "InsecureContentAllowedForUrls": ["http://*"] }"#;

/// A session's folder on the host.
pub(in crate::browser) struct SessionFolder(ScratchFolder);

impl SessionFolder {
    /// Makes the folder, readable for this user only.
    pub(in crate::browser) fn make(path: PathBuf) -> io::Result<SessionFolder> {
        let folder = SessionFolder(ScratchFolder::make(path)?);
        for inner in [folder.sockets(), folder.upload_folder(), folder.download_folder()] {
            scratch::make_folder(&inner)?;
        }
        scratch::write_file(&folder.hosts(), HOSTS.as_bytes())?;
        scratch::write_file(&folder.chromium_policy(), CHROMIUM_POLICY.as_bytes())?;
        Ok(folder)
    }

    pub(super) fn sockets(&self) -> PathBuf {
        self.0.path().join("io")
    }

    pub(super) fn upload_folder(&self) -> PathBuf {
        self.0.path().join("up")
    }

    pub(super) fn download_folder(&self) -> PathBuf {
        self.0.path().join("down")
    }

    pub(super) fn hosts(&self) -> PathBuf {
        self.0.path().join("hosts")
    }

    pub(super) fn chromium_policy(&self) -> PathBuf {
        self.0.path().join("policy.json")
    }

    pub(in crate::browser) fn driver_socket(&self) -> PathBuf {
        self.sockets().join("d")
    }

    pub(in crate::browser) fn proxy_socket(&self) -> PathBuf {
        self.sockets().join("p")
    }

    pub(in crate::browser) fn uploads(&self) -> Uploads {
        Uploads::new(self.upload_folder(), format!("{INSIDE}/up"))
    }

    pub(in crate::browser) fn downloads(&self) -> Downloads {
        Downloads::new(self.download_folder())
    }
}
