-- The first application of each county's work that waits for nothing but its turn: what a claim looks at costs the same over any number of
-- counties. Of one deadline the one that came first, so that no county is always before another. An application that was set back waits until
-- `not_before`; a claim ends the wait of what is due again.

CREATE TABLE heads (
    county   TEXT NOT NULL PRIMARY KEY,
    deadline INTEGER NOT NULL,
    first    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX heads_by_deadline ON heads (deadline, first);

CREATE INDEX applications_ready ON applications (county, deadline, setbacks, id) WHERE state = 'queued' AND not_before IS NULL;
CREATE INDEX doubts_ready ON applications (county, deadline, id) WHERE state = 'in_doubt' AND not_before IS NULL;
CREATE INDEX applications_waiting ON applications (not_before) WHERE not_before IS NOT NULL;

INSERT INTO heads
SELECT county, deadline, min(id) FROM applications a WHERE state IN ('queued', 'in_doubt') AND not_before IS NULL
    AND deadline = (SELECT min(deadline) FROM applications WHERE county = a.county AND state IN ('queued', 'in_doubt') AND not_before IS NULL)
GROUP BY county, deadline;

CREATE TRIGGER heads_follow AFTER UPDATE OF state, not_before ON applications
WHEN (NEW.state IN ('queued', 'in_doubt') AND NEW.not_before IS NULL) <> (OLD.state IN ('queued', 'in_doubt') AND OLD.not_before IS NULL)
BEGIN
    DELETE FROM heads WHERE county = NEW.county;
    INSERT INTO heads
    SELECT NEW.county, deadline, id FROM (
        SELECT * FROM (SELECT deadline, id FROM applications WHERE county = NEW.county AND state = 'queued' AND not_before IS NULL
            ORDER BY deadline, setbacks, id LIMIT 1)
        UNION ALL
        SELECT * FROM (SELECT deadline, id FROM applications WHERE county = NEW.county AND state = 'in_doubt' AND not_before IS NULL
            ORDER BY deadline, id LIMIT 1))
    ORDER BY deadline, id LIMIT 1;
END;
