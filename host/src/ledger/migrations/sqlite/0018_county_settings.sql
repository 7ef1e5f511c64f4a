-- Counties that are set by command, and what their accounts signed in with when a county refused them.

-- The table's check named the events that there were, and a check cannot be changed where it stands.
CREATE TABLE county_events (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    county TEXT NOT NULL,
    at     INTEGER NOT NULL,
    what   TEXT NOT NULL CHECK (what IN ('held', 'released', 'accepted', 'set', 'removed')),
    role   TEXT NOT NULL,
    name   TEXT NOT NULL,
    why    BLOB NOT NULL
) STRICT;
INSERT INTO county_events SELECT seq, county, at, what, role, name, why FROM county_history ORDER BY seq;
-- Its triggers go with it.
DROP TABLE county_history;
ALTER TABLE county_events RENAME TO county_history;
CREATE TRIGGER county_history_changes_not BEFORE UPDATE ON county_history
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER county_history_shrinks_not BEFORE DELETE ON county_history
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
-- Asked every two seconds.
CREATE INDEX county_history_settings ON county_history (seq) WHERE what IN ('set', 'removed');

-- What was sent, sealed under the ledger's key: it names origins and accounts. `change` is its row of county_history.
CREATE TABLE county_settings (
    county TEXT PRIMARY KEY,
    text   BLOB NOT NULL,
    role   TEXT NOT NULL,
    name   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    change INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a county refused: an account with what it signed in with, as a digest under the ledger's key.
CREATE TABLE refused_logins (
    county  TEXT NOT NULL,
    name    TEXT NOT NULL,
    account TEXT NOT NULL,
    login   TEXT NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (county, name, account, login)
) STRICT, WITHOUT ROWID;
-- Together with what a host of an earlier version benched: an account, whatever it signed in with.
CREATE VIEW benched_logins AS
SELECT county, name, account, login, until FROM refused_logins
UNION ALL SELECT county, name, account, '', until FROM benched_accounts;
