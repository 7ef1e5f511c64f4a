//! One session's folder on the host: its sockets, uploads, downloads, and what its sandbox finds in `/etc`. It is this user's
//! alone and goes with the value.

use std::io;
use std::path::{Path, PathBuf};

use super::policies;
use crate::browser::files::{Downloads, Uploads};
use crate::browser::proxy::Authority;
use crate::scratch::{self, ScratchFolder};

/// Where the sandbox holds what the host puts into it.
pub(super) const INSIDE: &str = "/run/postrider";
/// Where the browser keeps what it downloads, inside.
pub(in crate::browser) const DOWNLOADS_INSIDE: &str = "/run/postrider/down";

/// The sandbox's own `/etc/hosts`. Drivers and browsers look themselves up by name; this machine's file is none of their business.
const HOSTS: &str = "127.0.0.1 localhost\n::1 localhost\n";

/// Where it finds the host's own authority.
pub(super) const AUTHORITY_INSIDE: &str = "/run/postrider/authority.pem";

/// Whom the browser inside trusts.
pub(in crate::browser) struct Trust<'a> {
    pub(in crate::browser) authority: &'a Authority,
    /// The Firefox binary, where it is one: what its machine says to it goes on.
    pub(in crate::browser) firefox: Option<&'a Path>,
}

/// A session's folder on the host.
pub(in crate::browser) struct SessionFolder(ScratchFolder);

impl SessionFolder {
    /// Makes the folder, readable for this user only.
    pub(in crate::browser) fn make(path: PathBuf, trust: &Trust<'_>) -> io::Result<SessionFolder> {
        let folder = SessionFolder(ScratchFolder::make(path)?);
        for inner in [folder.sockets(), folder.upload_folder(), folder.download_folder()] {
            scratch::make_folder(&inner)?;
        }
        scratch::write_file(&folder.hosts(), HOSTS.as_bytes())?;
        let Trust { authority, firefox } = trust;
        let machines = firefox.and_then(policies::machines);
        for (file, text) in [
            (folder.authority(), authority.pem().to_owned()),
            (folder.chromium_policy(), policies::chromium(&authority.base64())),
            (folder.firefox_policy(), policies::firefox(machines.as_deref(), AUTHORITY_INSIDE)),
        ] {
            scratch::write_file(&file, text.as_bytes())?;
        }
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

    /// The host's own authority: its certificate, never its key.
    pub(super) fn authority(&self) -> PathBuf {
        self.0.path().join("authority.pem")
    }

    pub(super) fn chromium_policy(&self) -> PathBuf {
        self.0.path().join("chromium.json")
    }

    pub(super) fn firefox_policy(&self) -> PathBuf {
        self.0.path().join("firefox.json")
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
