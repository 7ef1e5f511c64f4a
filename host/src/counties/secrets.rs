//! A part of a login: written out, or where it lies. What it is stands in no error, and in no line of the log.

use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::references::{Places, Trust};
use crate::file_error::FileAction;
use crate::submission::Personal;

/// Bytes of a file that holds a secret.
const MAX_SECRET_BYTES: u64 = 4 << 10;
/// The folder of the secrets that systemd hands a service, as systemd says it.
const CREDENTIALS_DIRECTORY: &str = "CREDENTIALS_DIRECTORY";
/// How the key of a part ends that is a user's name.
const USER: &str = ".user";
/// How variables and systemd's credentials have to begin to which a county may refer that is set by command.
const VARIABLE: &str = "POSTRIDER_COUNTY_";
const CREDENTIAL: &str = "county-";

/// What stands where a secret is asked for.
pub(super) enum Secret<'a> {
    /// The secret itself.
    Plain(&'a str),
    /// `file:PATH`.
    File(&'a str),
    /// `env:NAME`.
    Variable(&'a str),
    /// `credential:NAME`, of systemd's.
    Credential(&'a str),
}

impl<'a> Secret<'a> {
    /// As it is written. `plain:` is left out before a secret that begins like a reference.
    pub(super) fn of(written: &'a str) -> Self {
        match written.split_once(':') {
            Some(("file", path)) => Self::File(path),
            Some(("env", name)) => Self::Variable(name),
            Some(("credential", name)) => Self::Credential(name),
            Some(("plain", secret)) => Self::Plain(secret),
            _ => Self::Plain(written),
        }
    }

    /// The file that it lies in, if it lies in one.
    pub(super) fn file(&self, places: &Places) -> Option<PathBuf> {
        match self {
            Self::File(path) => Some(places.base.join(path)),
            Self::Credential(name) => Some(Path::new(&(places.variables)(CREDENTIALS_DIRECTORY)?).join(name)),
            Self::Plain(_) | Self::Variable(_) => None,
        }
    }

    /// Whether a secret stands there itself. A user's name is none.
    pub(super) fn is_open(key: &str, written: &str) -> bool {
        !key.ends_with(USER) && matches!(Secret::of(written), Secret::Plain(_))
    }

    /// What it is now.
    pub(super) fn read(&self, places: &Places, trust: Trust) -> Result<Personal, String> {
        let is_command = trust == Trust::Command;
        match self {
            Self::Plain(secret) => Ok(Personal::new(*secret)),
            Self::Variable(name) if is_command && !name.starts_with(VARIABLE) => {
                Err(format!("a county that is set by command may refer to variables that begin with {VARIABLE} alone"))
            }
            Self::Variable(name) => match (places.variables)(name) {
                Some(value) if !value.is_empty() => Ok(Personal::new(value)),
                _ => Err(format!("the host's environment has no variable `{name}`, or it is empty")),
            },
            Self::Credential(name) if name.is_empty() || name.contains('/') => {
                Err("`credential:` names a credential of systemd's, without a path".to_owned())
            }
            Self::Credential(name) if is_command && !name.starts_with(CREDENTIAL) => Err(format!(
                "a county that is set by command may refer to credentials that begin with {CREDENTIAL} alone"
            )),
            Self::Credential(_) => match self.file(places) {
                Some(path) => in_file(&path),
                None => Err("systemd gave this host no credentials (LoadCredential= in its unit)".to_owned()),
            },
            Self::File(_) => {
                let path = self.file(places).unwrap_or_default();
                if is_command && !lies_in(&path, &places.secrets) {
                    return Err(format!(
                        "a county that is set by command may refer to files in {} alone (`county_secrets` of the configuration)",
                        places.secrets.display()
                    ));
                }
                in_file(&path)
            }
        }
    }
}

/// Whether a file lies below a folder, wherever links and dots lead. A file that is not there lies where it is written.
pub(super) fn lies_in(path: &Path, folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    match path.canonicalize() {
        Ok(path) => path.starts_with(folder),
        Err(_) => path.parent().and_then(|parent| parent.canonicalize().ok()).is_some_and(|at| at.starts_with(folder)),
    }
}

/// The secret of a file: all of it but one line end.
fn in_file(path: &Path) -> Result<Personal, String> {
    let said = |problem: &str| format!("{} {problem}", path.display());
    let failed = |error| FileAction::Read.failed(path)(error).to_string();
    // What is no file may keep whoever opens it.
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Err(said("is no file"));
    }
    let file = std::fs::File::open(path).map_err(failed)?;
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o006 != 0 {
        return Err(said(&format!("may be read by everybody (mode {mode:o}): chmod 640 it, or 600")));
    }
    let mut text = Zeroizing::new(String::new());
    if file.take(MAX_SECRET_BYTES + 1).read_to_string(&mut text).is_err() {
        return Err(said("cannot be read as text in UTF-8"));
    }
    if text.len() as u64 > MAX_SECRET_BYTES {
        return Err(said(&format!("is too long for a secret: {MAX_SECRET_BYTES} bytes are allowed")));
    }
    let secret = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    if secret.is_empty() { Err(said("is empty")) } else { Ok(Personal::new(secret)) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn variables(name: &str) -> Option<String> {
        match name {
            "ALDER_PASSWORD" => Some("from-env".to_owned()),
            "POSTRIDER_COUNTY_ALDER" => Some("from-county-env".to_owned()),
            _ => None,
        }
    }

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn new() -> Self {
            let folder = Self(tempfile::tempdir().unwrap());
            fs::create_dir(folder.0.path().join("secrets")).unwrap();
            folder
        }

        fn write(&self, name: &str, text: &[u8], mode: u32) {
            let path = self.0.path().join(name);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }

        fn read(&self, written: &str, trust: Trust) -> Result<String, String> {
            let base = self.0.path().to_owned();
            let places = Places { secrets: base.join("secrets"), base: base.clone(), variables };
            let read = Secret::of(written).read(&places, trust).map(|secret| secret.reveal().to_owned());
            read.map_err(|error| error.replace(&format!("{}/", base.display()), ""))
        }
    }

    #[test]
    fn a_secret_is_written_out_or_lies_elsewhere() {
        let folder = Folder::new();
        folder.write("line", b"sesamejam\n", 0o640);
        folder.write("windows", b"sesamejam\r\n", 0o600);
        folder.write("spaces", b" two words \n\n", 0o600);
        let check = |written: &str, expect: &str| {
            assert_eq!(folder.read(written, Trust::Files).as_deref(), Ok(expect), "{written}");
        };
        check("sesamejam", "sesamejam");
        check("a:b", "a:b");
        check("plain:file:x", "file:x");
        check("plain:plain:x", "plain:x");
        check("file:line", "sesamejam");
        check("file:windows", "sesamejam");
        check("file:spaces", " two words \n");
        check("env:ALDER_PASSWORD", "from-env");
    }

    #[test]
    fn what_cannot_be_a_secret_is_said_without_it() {
        let folder = Folder::new();
        folder.write("open", b"sesamejam\n", 0o644);
        folder.write("empty", b"\n", 0o600);
        folder.write("long", &[b'x'; 4097], 0o600);
        folder.write("binary", &[0xff, 0xfe], 0o600);
        let check = |written: &str, expect: &str| {
            assert_eq!(folder.read(written, Trust::Files), Err(expect.to_owned()), "{written}");
        };
        check("file:open", "open may be read by everybody (mode 644): chmod 640 it, or 600");
        check("file:empty", "empty is empty");
        check("file:long", "long is too long for a secret: 4096 bytes are allowed");
        check("file:binary", "binary cannot be read as text in UTF-8");
        check("file:secrets", "secrets is no file");
        check("file:absent", "absent cannot be read: No such file or directory; check the path");
        check("env:ABSENT", "the host's environment has no variable `ABSENT`, or it is empty");
        check("credential:x", "systemd gave this host no credentials (LoadCredential= in its unit)");
        check("credential:../x", "`credential:` names a credential of systemd's, without a path");
    }

    /// Who holds a token could have anything typed into a site of their own that this host can read.
    #[test]
    fn a_command_reaches_what_was_laid_out_for_counties_alone() {
        let folder = Folder::new();
        folder.write("ledger.key", b"the master key", 0o600);
        folder.write("secrets/alder", b"sesamejam", 0o600);
        std::os::unix::fs::symlink(folder.0.path().join("ledger.key"), folder.0.path().join("secrets/link")).unwrap();
        let refused = |written: &str| folder.read(written, Trust::Command).unwrap_err();
        assert_eq!(folder.read("file:secrets/alder", Trust::Command).as_deref(), Ok("sesamejam"));
        assert_eq!(folder.read("env:POSTRIDER_COUNTY_ALDER", Trust::Command).as_deref(), Ok("from-county-env"));
        for written in ["file:ledger.key", "file:secrets/../ledger.key", "file:secrets/link", "file:/etc/hostname"] {
            assert!(refused(written).contains("may refer to files in"), "{written}");
        }
        assert!(refused("env:ALDER_PASSWORD").contains("POSTRIDER_COUNTY_"));
        assert!(refused("credential:ledger").contains("county-"));
        let open = |key: &str, written: &str| Secret::is_open(key, written);
        assert!(open("worker.w1.password", "sesamejam") && open("worker.w1.pin", "plain:file:x"));
        assert!(!open("worker.w1.password", "file:x") && !open("worker.w1.user", "clerk"));
    }
}
