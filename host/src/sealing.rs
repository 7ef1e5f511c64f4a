//! The host's one key, and what it closes: everything personal that is written to disk.
//!
//! XChaCha20-Poly1305 with a fresh random nonce; the place (table or folder, row, column) is authenticated with it, so that a
//! sealed value moved to another place does not open. Never shows the key, never says what a value was.

use std::fmt;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, KeyInit, Payload};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes of a nonce: enough that random ones never meet.
const NONCE_BYTES: usize = 24;
/// First byte of everything sealed: cipher and layout.
const VERSION: u8 = 1;
/// A longer file holds no key, in bytes.
const MAX_KEY_FILE: u64 = 1024;

/// A key that could not be used, or something that did not open with it.
#[derive(Debug, thiserror::Error)]
pub enum SealingError {
    /// There is no such file.
    #[error("there is no key at {}", file.display())]
    NoKey {
        /// Where it should be.
        file: PathBuf,
    },
    /// The file holds something else.
    #[error("{} does not hold a key: it should be 64 hexadecimal digits", file.display())]
    NotAKey {
        /// The file.
        file: PathBuf,
    },
    /// Others than its owner can read the key.
    #[error("the key {} can be read by others than its owner (mode {mode:o}): chmod 600 it", file.display())]
    Exposed {
        /// The file.
        file: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file system said no.
    #[error("cannot {doing} {}", file.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// With what.
        file: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Sealed with another key, for another place, or damaged.
    #[error("what is kept at {place} does not open with this key")]
    DoesNotOpen {
        /// Where it was.
        place: String,
    },
}

/// Where a sealed value stands; it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table or folder.
    pub table: &'a str,
    /// The row's key.
    pub row: &'a str,
    /// The column.
    pub column: &'a str,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}].{}", self.table, self.row, self.column)
    }
}

impl Place<'_> {
    /// The version and the three names, with a byte between them that none of them holds.
    fn authenticated(&self) -> Vec<u8> {
        [&[VERSION], self.table.as_bytes(), self.row.as_bytes(), self.column.as_bytes()].join(&0)
    }
}

/// The host's key. Cheap to clone; overwritten in memory when the last clone is dropped; cannot print itself.
#[derive(Clone)]
pub struct SealingKey(Arc<Keys>);

/// One key per purpose, so that digests and seals never share one.
struct Keys {
    seal: Zeroizing<[u8; KEY_BYTES]>,
    digest: Zeroizing<[u8; KEY_BYTES]>,
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey")
    }
}

impl SealingKey {
    /// A new key that is kept nowhere.
    pub fn random() -> Self {
        Self::from_bytes(&random_key())
    }

    /// Reads a key that [`SealingKey::create`] or an operator wrote.
    pub fn load(file: &Path) -> Result<Self, SealingError> {
        let failed = |doing| move |source| SealingError::File { doing, file: file.to_owned(), source };
        let metadata = match std::fs::metadata(file) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(SealingError::NoKey { file: file.to_owned() });
            }
            Err(error) => return Err(failed("look at")(error)),
        };
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(SealingError::Exposed { file: file.to_owned(), mode });
        }
        let not_a_key = || SealingError::NotAKey { file: file.to_owned() };
        if metadata.len() > MAX_KEY_FILE {
            return Err(not_a_key());
        }
        let text = Zeroizing::new(std::fs::read(file).map_err(failed("read"))?);
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        hex::decode_to_slice(text.trim_ascii(), bytes.as_mut_slice()).map_err(|_| not_a_key())?;
        Ok(Self::from_bytes(&bytes))
    }

    /// Makes a new key and writes it where there is none, for its owner only; on disk when it returns.
    pub fn create(file: &Path) -> Result<Self, SealingError> {
        let failed = |doing| move |source| SealingError::File { doing, file: file.to_owned(), source };
        let bytes = random_key();
        let text = Zeroizing::new(hex::encode(bytes.as_slice()));
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(failed("make the folder of"))?;
        // Written beside and linked into place: a crash never leaves half a key under the key's name.
        let mut beside = file.as_os_str().to_owned();
        beside.push(".new");
        let beside = Path::new(&beside);
        let mut out = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(beside)
            .map_err(failed("create"))?;
        out.write_all(text.as_bytes()).and_then(|()| out.sync_all()).map_err(failed("write"))?;
        // Unlike a rename, a link refuses a name that is taken.
        std::fs::hard_link(beside, file).map_err(failed("create"))?;
        std::fs::remove_file(beside).map_err(failed("tidy up beside"))?;
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed("write the folder of"))?;
        Ok(Self::from_bytes(&bytes))
    }

    /// Closes bytes for one place.
    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        rand::fill(&mut nonce);
        let closed = self
            .cipher()
            .encrypt(&nonce.into(), Payload { msg: plain, aad: &place.authenticated() })
            .expect("the cipher refuses only what is over 256 GiB, and every caller bounds what it keeps");
        [&[VERSION], nonce.as_slice(), &closed].concat()
    }

    /// Opens what was closed for this place.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealingError> {
        let open = || {
            let (version, rest) = sealed.split_first()?;
            let (nonce, closed) = rest.split_first_chunk::<NONCE_BYTES>()?;
            if *version != VERSION {
                return None;
            }
            self.cipher().decrypt(&(*nonce).into(), Payload { msg: closed, aad: &place.authenticated() }).ok()
        };
        open().map(Zeroizing::new).ok_or_else(|| SealingError::DoesNotOpen { place: place.to_string() })
    }

    /// A digest that only this key makes: it finds equal bytes again and confirms no guess.
    pub fn digest(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        keyed(&self.0.digest, &[purpose.as_bytes(), &[0], bytes])
    }

    fn from_bytes(bytes: &[u8; KEY_BYTES]) -> Self {
        Self(Arc::new(Keys {
            seal: Zeroizing::new(keyed(bytes, &[b"postrider seal"])),
            digest: Zeroizing::new(keyed(bytes, &[b"postrider digest"])),
        }))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0.seal).into())
    }
}

fn random_key() -> Zeroizing<[u8; KEY_BYTES]> {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    rand::fill(bytes.as_mut_slice());
    bytes
}

/// HMAC-SHA-256.
fn keyed(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'_> = Place { table: "applications", row: "1", column: "body" };

    #[test]
    fn opens_only_with_its_key_at_its_place() {
        let key = SealingKey::random();
        let mut sealed = key.seal(PLACE, b"Ada");
        assert_eq!(*key.open(PLACE, &sealed).unwrap(), b"Ada");
        assert!(key.open(Place { row: "2", ..PLACE }, &sealed).is_err());
        assert!(SealingKey::random().open(PLACE, &sealed).is_err());
        for cut in [0, 1, 10, sealed.len() - 1] {
            assert!(key.open(PLACE, &sealed[..cut]).is_err(), "{cut}");
        }
        sealed[30] ^= 1;
        assert!(key.open(PLACE, &sealed).is_err());
    }

    #[test]
    fn equal_values_look_different_and_digest_alike() {
        let key = SealingKey::random();
        assert_ne!(key.seal(PLACE, b"Ada"), key.seal(PLACE, b"Ada"));
        assert_eq!(key.digest("body", b"Ada"), key.digest("body", b"Ada"));
        assert_ne!(key.digest("body", b"Ada"), key.digest("key", b"Ada"));
        assert_ne!(key.digest("body", b"Ada"), SealingKey::random().digest("body", b"Ada"));
    }

    #[test]
    fn a_key_file_is_made_once_and_is_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("keys/ledger.key");
        let set_mode = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        assert!(matches!(SealingKey::load(&file), Err(SealingError::NoKey { .. })));
        let made = SealingKey::create(&file).unwrap();
        assert!(SealingKey::create(&file).is_err());
        let sealed = made.seal(PLACE, b"Ada");
        assert!(SealingKey::load(&file).unwrap().open(PLACE, &sealed).is_ok());
        set_mode(0o640);
        assert!(matches!(SealingKey::load(&file), Err(SealingError::Exposed { mode: 0o640, .. })));
        set_mode(0o600);
        std::fs::write(&file, "not a key").unwrap();
        assert!(matches!(SealingKey::load(&file), Err(SealingError::NotAKey { .. })));
    }
}
