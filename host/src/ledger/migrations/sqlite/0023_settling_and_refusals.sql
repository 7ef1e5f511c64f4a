-- How long a county's site may not show what was sent, as its plugin says; nothing where that is as everywhere.
ALTER TABLE counties ADD COLUMN settling_ms INTEGER;

-- How often a login was refused, and when last; what was refused too often is left alone for longer, and what was is remembered for a while.
-- `until` is as hosts of an earlier version, which may run beside this one, read it.
ALTER TABLE refused_logins ADD COLUMN refused_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refused_logins ADD COLUMN refusals INTEGER NOT NULL DEFAULT 1;
ALTER TABLE refused_logins ADD COLUMN long_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refused_logins ADD COLUMN forgotten_at INTEGER NOT NULL DEFAULT 0;
UPDATE refused_logins SET refused_at = until - 900000;
DROP VIEW benched_logins;
CREATE VIEW benched_logins AS
SELECT county, name, account, login, until, refused_at, long_until, forgotten_at FROM refused_logins
UNION ALL SELECT county, name, account, '', until, until - 900000, 0, 0 FROM benched_accounts;
