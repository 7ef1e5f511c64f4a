-- What keeps a host from a county for a while, whichever host learnt of it: when work began last, until when its site is left alone, and the
-- accounts that it refused.
ALTER TABLE counties ADD COLUMN last_start INTEGER;
ALTER TABLE counties ADD COLUMN paused_until INTEGER;
CREATE TABLE benched_accounts (
    county  TEXT NOT NULL,
    name    TEXT NOT NULL,
    account TEXT NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (county, name, account)
) STRICT;
