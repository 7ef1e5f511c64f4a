-- A key for each application, wrapped by a master key of the key file; and applications that are forgotten: their key and all that it
-- sealed are gone, and who forgot them, and why, stays. What has no key here came in before there were any: it is sealed under the
-- ledger's own key.

-- The ledger's own key, wrapped; and the master key that wraps it, which wraps what is new, too. None until a host of this version has
-- opened the ledger: of an earlier one's, the ledger's key is the master key that it had.
ALTER TABLE seal ADD COLUMN key_id TEXT;
ALTER TABLE seal ADD COLUMN wrapped BLOB;

-- Which master keys the host holds, between spaces; none of a host of an earlier version.
ALTER TABLE hosts ADD COLUMN keys TEXT;

-- When it was forgotten.
ALTER TABLE applications ADD COLUMN forgotten_at INTEGER;
CREATE INDEX applications_kept ON applications (state, received_at) WHERE forgotten_at IS NULL;
-- Whether two applications have the same piece of evidence: it is asked where one is forgotten.
CREATE INDEX evidence_by_digest ON evidence (digest);

-- Added to, never changed. Only what has ended can be forgotten, and nothing that anybody works on.
CREATE TABLE forgotten (
    application TEXT PRIMARY KEY REFERENCES applications (id),
    at          INTEGER NOT NULL,
    role        TEXT NOT NULL,
    name        TEXT NOT NULL,
    why         BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER forgotten_has_ended BEFORE INSERT ON forgotten
WHEN NOT EXISTS (
    SELECT 1 FROM applications WHERE id = NEW.application AND state IN ('delivered', 'delivered_by_hand', 'cancelled')
) OR EXISTS (SELECT 1 FROM leases WHERE application = NEW.application)
BEGIN SELECT RAISE(ABORT, 'only what has ended can be forgotten'); END;
CREATE TRIGGER forgotten_changes_not BEFORE UPDATE ON forgotten
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;
CREATE TRIGGER forgotten_stays BEFORE DELETE ON forgotten
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;

-- The keys of applications. A row changes when another master key wraps it, and goes when its application is forgotten.
CREATE TABLE application_keys (
    application TEXT PRIMARY KEY REFERENCES applications (id),
    key_id      TEXT NOT NULL,
    wrapped     BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX application_keys_by_key ON application_keys (key_id, application);
CREATE TRIGGER application_keys_begin BEFORE INSERT ON application_keys
WHEN NOT EXISTS (SELECT 1 FROM applications WHERE id = NEW.application AND moves = 0)
BEGIN SELECT RAISE(ABORT, 'an application gets its key as it is received'); END;
CREATE TRIGGER application_keys_keep BEFORE UPDATE OF application ON application_keys
BEGIN SELECT RAISE(ABORT, 'a key stays its application''s'); END;
CREATE TRIGGER application_keys_stay BEFORE DELETE ON application_keys
WHEN NOT EXISTS (SELECT 1 FROM forgotten WHERE application = OLD.application)
BEGIN SELECT RAISE(ABORT, 'a key goes when its application is forgotten'); END;

-- Files of evidence of what is forgotten that still have to be removed.
CREATE TABLE evidence_to_remove (
    digest TEXT PRIMARY KEY,
    kind   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was received, said and met does not change; of what is forgotten it is emptied.
DROP TRIGGER applications_keep;
CREATE TRIGGER applications_keep BEFORE UPDATE OF id, county, received_at, idempotency_key, body_digest ON applications
BEGIN SELECT RAISE(ABORT, 'what was received does not change'); END;
CREATE TRIGGER applications_keep_body BEFORE UPDATE OF body ON applications
WHEN length(NEW.body) > 0 OR NOT EXISTS (SELECT 1 FROM forgotten WHERE application = OLD.id)
BEGIN SELECT RAISE(ABORT, 'what was received does not change'); END;
CREATE TRIGGER applications_are_forgotten BEFORE UPDATE OF forgotten_at ON applications
WHEN OLD.forgotten_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM forgotten WHERE application = OLD.id AND at = NEW.forgotten_at)
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;

DROP TRIGGER history_changes_not;
CREATE TRIGGER history_changes_not BEFORE UPDATE OF application, seq, at, event, from_state, to_state, role, name, plugin, attempt ON history
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER history_keeps_why BEFORE UPDATE OF why ON history
WHEN length(NEW.why) > 0 OR NOT EXISTS (SELECT 1 FROM forgotten WHERE application = OLD.application)
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;

DROP TRIGGER attempts_end_once;
CREATE TRIGGER attempts_end_once BEFORE UPDATE OF fence, application, number, work, plugin, started_at, ended_at, outcome, rehearses ON attempts
WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an attempt ends once'); END;
CREATE TRIGGER attempts_keep_what_was_met BEFORE UPDATE OF details, receipt ON attempts
WHEN OLD.ended_at IS NOT NULL AND NOT (
    NEW.details IS NULL AND NEW.receipt IS NULL AND EXISTS (SELECT 1 FROM forgotten WHERE application = OLD.application)
)
BEGIN SELECT RAISE(ABORT, 'an attempt ends once'); END;
