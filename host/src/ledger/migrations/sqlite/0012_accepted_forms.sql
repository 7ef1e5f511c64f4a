-- A county's history also says who accepted forms of its site. The table's check named the two events that there were, and a check cannot
-- be changed where it stands.

CREATE TABLE county_events (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    county TEXT NOT NULL,
    at     INTEGER NOT NULL,
    what   TEXT NOT NULL CHECK (what IN ('held', 'released', 'accepted')),
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
