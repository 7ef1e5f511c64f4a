-- The forms that each release is known to work: one sealed text for each. What stands in `pages` is what earlier versions learnt from
-- deliveries; it counts until a county has forms here.

CREATE TABLE known_forms (
    county     TEXT NOT NULL,
    plugin     TEXT NOT NULL,
    forms      BLOB NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (county, plugin)
) STRICT, WITHOUT ROWID;
