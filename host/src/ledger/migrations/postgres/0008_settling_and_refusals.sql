-- How long a county's site may not show what was sent, as its plugin says; nothing where that is as everywhere.

-- Hosts that run write meanwhile: one after the other, as all writers do.
SELECT pg_advisory_xact_lock(1886352244);

ALTER TABLE counties ADD COLUMN settling_ms BIGINT;

-- How often a login was refused, and when last; what was refused too often is left alone for longer, and what was is remembered for a while.
-- `until` is as hosts of an earlier version, which may run beside this one, read it.
ALTER TABLE refused_logins ADD COLUMN refused_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE refused_logins ADD COLUMN refusals BIGINT NOT NULL DEFAULT 1;
ALTER TABLE refused_logins ADD COLUMN long_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE refused_logins ADD COLUMN forgotten_at BIGINT NOT NULL DEFAULT 0;
UPDATE refused_logins SET refused_at = until - 900000;
CREATE OR REPLACE VIEW benched_logins AS
SELECT county, name, account, login, until, refused_at, long_until, forgotten_at FROM refused_logins
UNION ALL SELECT county, name, account, '', until, until - 900000, 0, 0 FROM benched_accounts;
