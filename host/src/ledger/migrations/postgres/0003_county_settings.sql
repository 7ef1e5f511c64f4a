-- Counties that are set by command, and what their accounts signed in with when a county refused them.

-- Hosts that run write meanwhile: one after the other, as all writers do.
SELECT pg_advisory_xact_lock(1886352244);

ALTER TABLE county_history DROP CONSTRAINT county_history_what_check;
ALTER TABLE county_history ADD CONSTRAINT county_history_what_check
    CHECK (what IN ('held', 'released', 'accepted', 'set', 'removed'));
-- Asked every two seconds.
CREATE INDEX county_history_settings ON county_history (seq) WHERE what IN ('set', 'removed');

-- What was sent, sealed under the ledger's key: it names origins and accounts. `change` is its row of county_history.
CREATE TABLE county_settings (
    county TEXT COLLATE "C" PRIMARY KEY,
    text   BYTEA NOT NULL,
    role   TEXT NOT NULL,
    name   TEXT NOT NULL,
    at     BIGINT NOT NULL,
    change BIGINT NOT NULL
);

-- What a county refused: an account with what it signed in with, as a digest under the ledger's key.
CREATE TABLE refused_logins (
    county  TEXT COLLATE "C" NOT NULL,
    name    TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    login   TEXT COLLATE "C" NOT NULL,
    until   BIGINT NOT NULL,
    PRIMARY KEY (county, name, account, login)
);
-- Together with what a host of an earlier version, which may run beside this one, benched: an account, whatever it signed in with.
CREATE VIEW benched_logins AS
SELECT county, name, account, login, until FROM refused_logins
UNION ALL SELECT county, name, account, '', until FROM benched_accounts;
