//! The files of a county's `tls`: read and parsed with its settings, so that a wrong one is known then and not at the first
//! application. It never says what a file holds.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::bounded_file;
use crate::browser::{ClientCertificate, InvalidTls, TlsOptions};
use crate::file_error::FileAction;
use crate::submission::{County, InvalidCounty};

/// Bytes of one file: the authorities of a whole platform in PEM take a quarter of a MiB.
const MAX_PEM_BYTES: u64 = 4 << 20;

/// What a county's `tls` says, with its files below `base`; what they hold goes into the digest.
pub(super) fn read(county: &County, base: &Path, digest: &mut Sha256) -> Result<TlsOptions, InvalidCounty> {
    let fail = |problem: String| InvalidCounty { county: county.code.to_string(), problem };
    let files = &county.tls;
    let at = |file: &Option<PathBuf>| file.as_ref().map(|file| base.join(file));
    let (roots, certificate, key) = (at(&files.roots), at(&files.client_certificate), at(&files.client_key));
    let whole = |key: &str, file: &Option<PathBuf>| match file {
        Some(file) => pem(file).map(Some).map_err(|problem| fail(format!("`tls.{key}`: {problem}"))),
        None => Ok(None),
    };
    let roots_pem = whole("roots", &roots)?;
    let certificate_pem = whole("client_certificate", &certificate)?;
    if let Some(key) = &key {
        its_owners_alone(key).map_err(|problem| fail(format!("`tls.client_key`: {problem}")))?;
    }
    let key_pem = whole("client_key", &key)?;
    for pem in [&roots_pem, &certificate_pem, &key_pem] {
        digest.update(Sha256::digest(pem.as_deref().unwrap_or_default()));
    }
    let client = match (&certificate_pem, &key_pem) {
        (Some(chain), Some(key)) => Some(ClientCertificate { chain, key }),
        (None, None) => None,
        (Some(_), None) => return Err(fail("`tls.client_certificate` needs its key: add `tls.client_key`".to_owned())),
        (None, Some(_)) => {
            return Err(fail("`tls.client_key` needs its certificate: add `tls.client_certificate`".to_owned()));
        }
    };
    TlsOptions::new(roots_pem.as_deref(), client).map_err(|error| {
        let file = match &error {
            InvalidTls::Roots(_) => &roots,
            InvalidTls::Certificate(_) => &certificate,
            InvalidTls::Key(_) => &key,
        };
        let file = file.as_deref().unwrap_or(base).display();
        fail(format!("{error}; the file is {file}"))
    })
}

fn pem(file: &Path) -> Result<Vec<u8>, String> {
    bounded_file::read(file, MAX_PEM_BYTES).map_err(|error| FileAction::Read.failed(file)(error).to_string())
}

fn its_owners_alone(file: &Path) -> Result<(), String> {
    let metadata = std::fs::metadata(file).map_err(|error| FileAction::Inspect.failed(file)(error).to_string())?;
    match metadata.permissions().mode() & 0o777 {
        mode if mode & 0o077 == 0 => Ok(()),
        mode => Err(format!("{} may be read by others (mode {mode:o}): chmod 600 it", file.display())),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::counties::{Places, Trust, Written};

    #[test]
    fn a_wrong_file_is_named_by_its_key_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["worker.test".to_owned()]).unwrap();
        fs::write(at("county.pem"), certificate.self_signed(&key).unwrap().pem()).unwrap();
        for (name, mode) in [("worker.key", 0o600), ("open.key", 0o644)] {
            use std::os::unix::fs::PermissionsExt as _;
            fs::write(at(name), key.serialize_pem()).unwrap();
            fs::set_permissions(at(name), fs::Permissions::from_mode(mode)).unwrap();
        }
        fs::write(at("empty.pem"), "").unwrap();
        let check = |tls: &str, expect: &str| {
            let county = "code = '99001'\nname = 'A'\nzone = 'UTC'\ngrant.origins = ['https://a.test']\n";
            let base = folder.path().to_owned();
            let places = Places { secrets: base.clone(), base, variables: |_| None };
            let said = match Written::one(&format!("{county}{tls}")) {
                Ok(written) => match written.resolve(&places, Trust::Files) {
                    Ok(_) => "fine".to_owned(),
                    Err(error) => error.to_string().replace(&format!("{}/", folder.path().display()), ""),
                },
                Err(error) => error.to_string(),
            };
            let before = "county `99001`: ";
            assert_eq!(said.strip_prefix(before).unwrap_or(&said), expect);
        };
        check("tls.roots = 'county.pem'", "fine");
        check("tls = { client_certificate = 'county.pem', client_key = 'worker.key' }", "fine");
        check(
            "tls.roots = 'absent.pem'",
            "`tls.roots`: absent.pem cannot be read: No such file or directory; check the path",
        );
        check(
            "tls.roots = 'empty.pem'",
            "`tls.roots` holds no certificate: it must be PEM (-----BEGIN CERTIFICATE-----); the file is empty.pem",
        );
        check("tls.client_certificate = 'county.pem'", "`tls.client_certificate` needs its key: add `tls.client_key`");
        check("tls.client_key = 'worker.key'", "`tls.client_key` needs its certificate: add `tls.client_certificate`");
        check(
            "tls = { client_certificate = 'county.pem', client_key = 'open.key' }",
            "`tls.client_key`: open.key may be read by others (mode 644): chmod 600 it",
        );
        check(
            "tls.root = 'county.pem'",
            "line 5: `tls.root`: unknown field `root`, expected one of `roots`, `client_certificate`, `client_key`; most like it is `roots`",
        );
    }
}
