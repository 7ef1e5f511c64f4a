-- Refusals and doubts hold a county too, where two of one kind come in a row; one application goes first when a county's work goes on;
-- what the site put into review comes back when a new release takes the county over.

-- What is counted has a kind: refusals and doubts count only where they are alike.
CREATE TABLE counted_by_kind (
    what        TEXT NOT NULL CHECK (what IN ('fault', 'drift', 'refusal', 'doubt')),
    -- The release's digest, or the county's code.
    whose       TEXT NOT NULL,
    -- Of a refusal or a doubt a keyed digest of its words without numbers; of others empty.
    kind        BLOB NOT NULL,
    application TEXT NOT NULL REFERENCES applications (id),
    PRIMARY KEY (what, whose, kind, application)
) STRICT, WITHOUT ROWID;
INSERT INTO counted_by_kind SELECT what, whose, x'', application FROM counted;
DROP TABLE counted;
ALTER TABLE counted_by_kind RENAME TO counted;

-- Whether a county that is held is still asked about its doubts: it is, where its site has not changed and a release serves it.
ALTER TABLE counties ADD COLUMN held_asks INTEGER NOT NULL DEFAULT 0 CHECK (held_asks IN (0, 1));
-- The kind of the refusals that it is held for.
ALTER TABLE counties ADD COLUMN held_for BLOB;
-- Since when one application goes first, alone, and the lease that it has now. A lease that is gone makes room for the next one.
ALTER TABLE counties ADD COLUMN first_since INTEGER;
ALTER TABLE counties ADD COLUMN first_fence INTEGER;

-- What of its county's site put an application into review: the kind of the refusal, or nothing (x'') for a drift. The next new release
-- takes it up again.
ALTER TABLE applications ADD COLUMN stopped_by BLOB;
