//! Keys, and what they close: everything personal that is written to disk. What is not personal and must not be changed by others is
//! marked with one: machine code above all. The master keys lie in a file; every other key is wrapped, which is sealed, by one of them.
//!
//! XChaCha20-Poly1305 with a fresh random nonce, marks by HMAC-SHA-256; the place (table or folder, row, column) is authenticated
//! with either, so that a value moved to another place does not open, or bears no mark there. Never shows the key, never says what a
//! value was.

mod column;
mod error;
mod key_file;
mod key_id;
mod key_ring;

use std::fmt;
use std::sync::Arc;

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{Aead as _, KeyInit, Payload};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use column::VERSION;
use key_file::KEY_BYTES;

pub use column::SealedColumn;
pub use error::SealingError;
pub use key_id::KeyId;
pub use key_ring::KeyRing;

/// Bytes of a nonce: enough that random ones never meet.
const NONCE_BYTES: usize = 24;
/// Bytes of a mark.
pub const MARK_BYTES: usize = 32;

/// A key: a master key, the ledger's, an application's. Cheap to clone; overwritten in memory when the last clone is dropped; cannot print itself.
#[derive(Clone)]
pub struct SealingKey(Arc<Keys>);

/// One key per purpose, so that digests, seals and marks never share one.
struct Keys {
    /// What the others are made of, to be wrapped.
    whole: Zeroizing<[u8; KEY_BYTES]>,
    seal: Zeroizing<[u8; KEY_BYTES]>,
    digest: Zeroizing<[u8; KEY_BYTES]>,
    mark: Zeroizing<[u8; KEY_BYTES]>,
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

    /// Its name, which tells nothing of it.
    pub fn id(&self) -> KeyId {
        KeyId::of_digest(&keyed(&self.0.whole, &[b"postrider id"]))
    }

    /// Seals another key.
    pub fn wrap(&self, at: SealedColumn<'_>, key: &Self) -> Vec<u8> {
        self.seal(at, key.0.whole.as_slice())
    }

    /// Opens a key that was wrapped at this place.
    pub fn unwrapped(&self, at: SealedColumn<'_>, wrapped: &[u8]) -> Result<Self, SealingError> {
        let bytes = self.open(at, wrapped)?;
        let whole = bytes.as_slice().try_into().map_err(|_| SealingError::DoesNotOpen { place: at.to_string() })?;
        Ok(Self::from_bytes(whole))
    }

    /// Seals bytes for one column.
    pub fn seal(&self, at: SealedColumn<'_>, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        rand::fill(&mut nonce);
        let closed = self
            .cipher()
            .encrypt(&nonce.into(), Payload { msg: plain, aad: &at.authenticated() })
            .expect("the cipher refuses only what is over 256 GiB, and every caller bounds what it keeps");
        [&[VERSION], nonce.as_slice(), &closed].concat()
    }

    /// Opens what was sealed for this column.
    pub fn open(&self, at: SealedColumn<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealingError> {
        let open = || {
            let (version, rest) = sealed.split_first()?;
            let (nonce, closed) = rest.split_first_chunk::<NONCE_BYTES>()?;
            if *version != VERSION {
                return None;
            }
            self.cipher().decrypt(&(*nonce).into(), Payload { msg: closed, aad: &at.authenticated() }).ok()
        };
        open().map(Zeroizing::new).ok_or_else(|| SealingError::DoesNotOpen { place: at.to_string() })
    }

    /// A digest that only this key makes: it finds equal bytes again and confirms no guess.
    pub fn digest(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        keyed(&self.0.digest, &[purpose.as_bytes(), &[0], bytes])
    }

    /// The mark of bytes, given in parts, that stand at this place: who holds the key has written them. It hides nothing.
    pub fn mark(&self, at: SealedColumn<'_>, parts: &[&[u8]]) -> [u8; MARK_BYTES] {
        self.marker(at, parts).finalize().into_bytes().into()
    }

    /// Whether this is the mark of bytes at this place. A mark that is nearly right takes as long as any other.
    pub fn bears_mark(&self, at: SealedColumn<'_>, bytes: &[u8], mark: &[u8; MARK_BYTES]) -> bool {
        self.marker(at, &[bytes]).verify(&(*mark).into()).is_ok()
    }

    fn marker(&self, at: SealedColumn<'_>, parts: &[&[u8]]) -> Hmac<Sha256> {
        let place = at.authenticated();
        mac(&self.0.mark, [place.as_slice(), &[0]].iter().chain(parts))
    }

    fn from_bytes(bytes: &[u8; KEY_BYTES]) -> Self {
        Self(Arc::new(Keys {
            whole: Zeroizing::new(*bytes),
            seal: Zeroizing::new(keyed(bytes, &[b"postrider seal"])),
            digest: Zeroizing::new(keyed(bytes, &[b"postrider digest"])),
            mark: Zeroizing::new(keyed(bytes, &[b"postrider mark"])),
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

fn keyed(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> [u8; 32] {
    mac(key, parts).finalize().into_bytes().into()
}

/// HMAC-SHA-256 over all parts.
fn mac<'a>(key: &[u8; KEY_BYTES], parts: impl IntoIterator<Item = &'a &'a [u8]>) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac
}

#[cfg(test)]
mod tests;
