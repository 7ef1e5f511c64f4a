-- The forms that a county's applications were delivered by, and the suspicion that one has changed since.

CREATE TABLE pages (
    county  TEXT NOT NULL,
    digest  BLOB NOT NULL,
    page    BLOB NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (county, digest)
) STRICT, WITHOUT ROWID;

ALTER TABLE counties ADD COLUMN suspected_since INTEGER;
ALTER TABLE counties ADD COLUMN suspicion BLOB;
