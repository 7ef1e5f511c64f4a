//! The seal of a ledger: its own key, wrapped by a master key of the key file, and the proof that the two belong together.

use sqlx::{AnyConnection, Row as _};

use super::{Config, LedgerError, keys};
use crate::sealing::{KeyId, KeyRing, SealedColumn, SealingError, SealingKey};

/// Where the proof of the ledger's key stands, and what it says.
const PROOF_PLACE: SealedColumn<'static> = SealedColumn { table: "seal", row: "1", column: "proof" };
const PROOF: &[u8] = b"postrider";
/// Where the ledger's key stands, wrapped.
pub(super) const LEDGER_KEY: SealedColumn<'static> = SealedColumn { table: "seal", row: "1", column: "wrapped" };

/// The master keys: read where there are some, made only on a first start.
pub(super) fn master_keys(config: &Config, is_needed: bool) -> Result<KeyRing, LedgerError> {
    match KeyRing::load(&config.key_file) {
        Err(SealingError::NoKey { .. }) if is_needed => {
            Err(LedgerError::KeyMissing { database: config.database.clone(), key_file: config.key_file.clone() })
        }
        Err(SealingError::NoKey { .. }) => KeyRing::create(&config.key_file).map_err(LedgerError::Key),
        other => other.map_err(LedgerError::Key),
    }
}

/// Whether anything was ever sealed in the database.
pub(super) async fn is_sealed(db: &mut AnyConnection) -> Result<bool, LedgerError> {
    Ok(sqlx::query("SELECT proof FROM seal").fetch_optional(db).await?.is_some())
}

/// The ledger's own key, opened with one of these. A ledger that has none gets one; of an earlier version's it is the one key that this
/// had, which wraps itself until the first rotation. Fails where anything was wrapped by a key that is not among these.
pub(super) async fn ledger_key(
    db: &mut AnyConnection,
    ring: &KeyRing,
    config: &Config,
) -> Result<SealingKey, LedgerError> {
    let fresh = SealingKey::random();
    // Of several hosts that open a new one, the first one's stands.
    sqlx::query(
        "INSERT INTO seal (\"only\", proof, key_id, wrapped) VALUES (1, $1, $2, $3) ON CONFLICT (\"only\") DO NOTHING",
    )
    .bind(fresh.seal(PROOF_PLACE, PROOF))
    .bind(ring.newest().id().as_str())
    .bind(ring.newest().wrap(LEDGER_KEY, &fresh))
    .execute(&mut *db)
    .await?;
    let row = sqlx::query("SELECT proof, key_id, wrapped FROM seal").fetch_one(&mut *db).await?;
    let wrong = || LedgerError::WrongKey { database: config.database.clone(), key_file: config.key_file.clone() };
    let proof: &[u8] = row.try_get("proof")?;
    let proves = |key: &SealingKey| key.open(PROOF_PLACE, proof).is_ok_and(|said| *said == PROOF);
    let key = match row.try_get::<Option<String>, _>("key_id")? {
        Some(id) => {
            let id = KeyId::written(id);
            let master = ring
                .get(&id)
                .ok_or_else(|| LedgerError::KeyNotHeld { id: id.clone(), key_file: config.key_file.clone() })?;
            master.unwrapped(LEDGER_KEY, row.try_get("wrapped")?).ok().filter(proves).ok_or_else(wrong)?
        }
        None => {
            let key = ring.keys().find(|key| proves(key)).ok_or_else(wrong)?.clone();
            sqlx::query("UPDATE seal SET key_id = $1, wrapped = $2 WHERE key_id IS NULL")
                .bind(key.id().as_str())
                .bind(key.wrap(LEDGER_KEY, &key))
                .execute(&mut *db)
                .await?;
            key
        }
    };
    match keys::in_use(db).await?.into_iter().find(|id| ring.get(id).is_none()) {
        Some(id) => Err(LedgerError::KeyNotHeld { id, key_file: config.key_file.clone() }),
        None => Ok(key),
    }
}
