-- The hosts that worked on this ledger; of a file there is one at a time.

CREATE TABLE hosts (
    name        TEXT NOT NULL PRIMARY KEY,
    -- Which process of the host is its latest.
    incarnation INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    version     TEXT NOT NULL
) STRICT;
