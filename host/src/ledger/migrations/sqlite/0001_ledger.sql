-- The ledger's tables. Moments are milliseconds since the epoch. Sealed columns: body, why, details, receipt, proof.
-- What the host's code promises of moves and histories is refused here a second time, by triggers.

-- Proves that the key is the one this database was made with.
CREATE TABLE seal (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    proof BLOB NOT NULL
) STRICT;

-- The one counter that all leases are fenced with.
CREATE TABLE fence (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last INTEGER NOT NULL
) STRICT;
INSERT INTO fence VALUES (1, 0);
CREATE TRIGGER fence_grows BEFORE UPDATE ON fence WHEN NEW.last <= OLD.last
BEGIN SELECT RAISE(ABORT, 'a fence only grows'); END;
CREATE TRIGGER fence_stays BEFORE DELETE ON fence
BEGIN SELECT RAISE(ABORT, 'a fence only grows'); END;

-- submission::State::after, row by row; a test compares them.
CREATE TABLE allowed_moves (
    from_state TEXT NOT NULL,
    event      TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    PRIMARY KEY (from_state, event)
) STRICT, WITHOUT ROWID;
INSERT INTO allowed_moves VALUES
    ('received',   'queue',           'queued'),
    ('queued',     'claim',           'attempting'),
    ('queued',     'escalate',        'review'),
    ('queued',     'cancel',          'cancelled'),
    ('attempting', 'retry',           'queued'),
    ('attempting', 'escalate',        'review'),
    ('attempting', 'intend',          'committing'),
    ('committing', 'confirm',         'delivered'),
    ('committing', 'refuse',          'review'),
    ('committing', 'doubt',           'in_doubt'),
    ('in_doubt',   'confirm',         'delivered'),
    ('in_doubt',   'not_found',       'queued'),
    ('in_doubt',   'escalate',        'review'),
    ('review',     'requeue',         'queued'),
    ('review',     'deliver_by_hand', 'delivered_by_hand'),
    ('review',     'cancel',          'cancelled');
CREATE TRIGGER allowed_moves_grow_not BEFORE INSERT ON allowed_moves
BEGIN SELECT RAISE(ABORT, 'moves are allowed by migrations only'); END;
CREATE TRIGGER allowed_moves_change_not BEFORE UPDATE ON allowed_moves
BEGIN SELECT RAISE(ABORT, 'moves are allowed by migrations only'); END;
CREATE TRIGGER allowed_moves_shrink_not BEFORE DELETE ON allowed_moves
BEGIN SELECT RAISE(ABORT, 'moves are allowed by migrations only'); END;

CREATE TABLE applications (
    id              TEXT PRIMARY KEY,
    county          TEXT NOT NULL CHECK (length(county) = 5),
    state           TEXT NOT NULL,
    -- The fence of its last lease, or newer: what a stale worker's no longer equals.
    fence           INTEGER NOT NULL,
    -- How many rows of history it has.
    moves           INTEGER NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    setbacks        INTEGER NOT NULL DEFAULT 0,
    received_at     INTEGER NOT NULL,
    deadline        INTEGER NOT NULL,
    not_before      INTEGER,
    committed_at    INTEGER,
    receipt_number  TEXT,
    plugin          TEXT,
    -- Keyed digests: of the client's idempotency key, of the body.
    idempotency_key BLOB UNIQUE,
    body_digest     BLOB NOT NULL,
    body            BLOB NOT NULL,
    CHECK (state <> 'delivered' OR receipt_number IS NOT NULL),
    CHECK (state NOT IN ('committing', 'in_doubt') OR committed_at IS NOT NULL)
) STRICT;
CREATE INDEX applications_by_turn ON applications (county, state, deadline, id);
CREATE INDEX applications_by_state ON applications (state, id);
CREATE INDEX applications_by_county ON applications (county, id);

CREATE TABLE history (
    application TEXT NOT NULL REFERENCES applications (id),
    seq         INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    event       TEXT,
    from_state  TEXT NOT NULL,
    to_state    TEXT NOT NULL,
    role        TEXT NOT NULL,
    name        TEXT NOT NULL,
    why         BLOB NOT NULL,
    plugin      TEXT,
    attempt     INTEGER,
    PRIMARY KEY (application, seq)
) STRICT, WITHOUT ROWID;

-- A row of history comes first, and only the next one of an allowed move; then the application moves as it says.
CREATE TRIGGER history_is_true BEFORE INSERT ON history
WHEN NOT EXISTS (
    SELECT 1 FROM applications a
    WHERE a.id = NEW.application AND a.moves + 1 = NEW.seq AND a.state = NEW.from_state
) OR NOT (
    (NEW.event IS NULL AND NEW.from_state = NEW.to_state)
    OR EXISTS (
        SELECT 1 FROM allowed_moves m
        WHERE m.from_state = NEW.from_state AND m.event = NEW.event AND m.to_state = NEW.to_state
    )
)
BEGIN SELECT RAISE(ABORT, 'not an allowed move'); END;
CREATE TRIGGER history_changes_not BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER history_shrinks_not BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;

CREATE TRIGGER applications_begin BEFORE INSERT ON applications
WHEN NEW.state <> 'received' OR NEW.fence <> 0 OR NEW.moves <> 0
BEGIN SELECT RAISE(ABORT, 'an application begins as received'); END;
CREATE TRIGGER applications_move BEFORE UPDATE OF state, moves ON applications
WHEN (NEW.state <> OLD.state OR NEW.moves <> OLD.moves) AND NOT (
    NEW.moves = OLD.moves + 1 AND EXISTS (
        SELECT 1 FROM history h
        WHERE h.application = OLD.id AND h.seq = NEW.moves AND h.from_state = OLD.state AND h.to_state = NEW.state
    )
)
BEGIN SELECT RAISE(ABORT, 'an application moves only as its history says'); END;
CREATE TRIGGER applications_fence BEFORE UPDATE OF fence ON applications WHEN NEW.fence < OLD.fence
BEGIN SELECT RAISE(ABORT, 'a fence only grows'); END;
CREATE TRIGGER applications_keep BEFORE UPDATE OF id, county, received_at, idempotency_key, body_digest, body ON applications
BEGIN SELECT RAISE(ABORT, 'what was received does not change'); END;
CREATE TRIGGER applications_stay BEFORE DELETE ON applications
BEGIN SELECT RAISE(ABORT, 'an application is never removed'); END;

-- One per piece of work, kept after its lease.
CREATE TABLE attempts (
    fence       INTEGER PRIMARY KEY,
    application TEXT NOT NULL REFERENCES applications (id),
    number      INTEGER NOT NULL,
    work        TEXT NOT NULL CHECK (work IN ('submit', 'reconcile')),
    plugin      TEXT NOT NULL,
    started_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    outcome     TEXT,
    details     BLOB,
    receipt     BLOB
) STRICT;
CREATE INDEX attempts_by_application ON attempts (application, fence);
CREATE TRIGGER attempts_end_once BEFORE UPDATE ON attempts WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an attempt ends once'); END;
CREATE TRIGGER attempts_stay BEFORE DELETE ON attempts
BEGIN SELECT RAISE(ABORT, 'attempts are only added to'); END;

CREATE TABLE evidence (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    fence  INTEGER NOT NULL REFERENCES attempts (fence),
    kind   TEXT NOT NULL,
    digest TEXT NOT NULL,
    size   INTEGER NOT NULL,
    label  TEXT NOT NULL
) STRICT;
CREATE INDEX evidence_by_attempt ON evidence (fence, seq);
CREATE TRIGGER evidence_changes_not BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is only added to'); END;
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is only added to'); END;

-- Leases in force. One that ran out counts until recovery takes it back: a county's limits hold through a crash.
CREATE TABLE leases (
    fence       INTEGER PRIMARY KEY REFERENCES attempts (fence),
    application TEXT NOT NULL UNIQUE REFERENCES applications (id),
    county      TEXT NOT NULL,
    host        TEXT NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT;
CREATE TABLE sessions (
    fence   INTEGER NOT NULL REFERENCES leases (fence) ON DELETE CASCADE,
    county  TEXT NOT NULL,
    name    TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (fence, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE counties (
    county     TEXT PRIMARY KEY,
    held_since INTEGER,
    why        BLOB,
    drift      INTEGER NOT NULL DEFAULT 0,
    CHECK ((held_since IS NULL) = (why IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TABLE county_history (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    county TEXT NOT NULL,
    at     INTEGER NOT NULL,
    what   TEXT NOT NULL CHECK (what IN ('held', 'released')),
    role   TEXT NOT NULL,
    name   TEXT NOT NULL,
    why    BLOB NOT NULL
) STRICT;
CREATE TRIGGER county_history_changes_not BEFORE UPDATE ON county_history
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER county_history_shrinks_not BEFORE DELETE ON county_history
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;

CREATE TABLE releases (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    county   TEXT NOT NULL,
    at       INTEGER NOT NULL,
    digest   TEXT NOT NULL,
    version  TEXT NOT NULL,
    what     TEXT NOT NULL,
    role     TEXT NOT NULL,
    name     TEXT NOT NULL,
    why      BLOB NOT NULL,
    manifest TEXT NOT NULL
) STRICT;
CREATE INDEX releases_by_county ON releases (county, seq);
CREATE TRIGGER releases_change_not BEFORE UPDATE ON releases
BEGIN SELECT RAISE(ABORT, 'releases are only added to'); END;
CREATE TRIGGER releases_stay BEFORE DELETE ON releases
BEGIN SELECT RAISE(ABORT, 'releases are only added to'); END;
