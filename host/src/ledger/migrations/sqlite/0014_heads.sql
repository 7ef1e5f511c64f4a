-- The earliest deadline of each county's work that waits for nothing but its turn: what a claim looks at costs the same over any number of
-- counties. An application that was set back waits until `not_before`; a claim ends the wait of what is due again.

CREATE TABLE heads (
    county   TEXT NOT NULL PRIMARY KEY,
    deadline INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX heads_by_deadline ON heads (deadline, county);

CREATE INDEX applications_ready ON applications (county, deadline, setbacks, id) WHERE state = 'queued' AND not_before IS NULL;
CREATE INDEX doubts_ready ON applications (county, deadline, id) WHERE state = 'in_doubt' AND not_before IS NULL;
CREATE INDEX applications_waiting ON applications (not_before) WHERE not_before IS NOT NULL;

INSERT INTO heads
SELECT county, min(deadline) FROM applications WHERE state IN ('queued', 'in_doubt') AND not_before IS NULL GROUP BY county;

CREATE TRIGGER heads_come AFTER UPDATE OF state, not_before ON applications
WHEN NEW.state IN ('queued', 'in_doubt') AND NEW.not_before IS NULL
    AND NOT (OLD.state IN ('queued', 'in_doubt') AND OLD.not_before IS NULL)
BEGIN
    INSERT INTO heads (county, deadline) VALUES (NEW.county, NEW.deadline)
    ON CONFLICT (county) DO UPDATE SET deadline = excluded.deadline WHERE excluded.deadline < heads.deadline;
END;
CREATE TRIGGER heads_go AFTER UPDATE OF state, not_before ON applications
WHEN OLD.state IN ('queued', 'in_doubt') AND OLD.not_before IS NULL
    AND NOT (NEW.state IN ('queued', 'in_doubt') AND NEW.not_before IS NULL)
BEGIN
    DELETE FROM heads WHERE county = OLD.county AND deadline = OLD.deadline
        AND NOT EXISTS (SELECT 1 FROM applications WHERE county = OLD.county AND state = 'queued' AND not_before IS NULL)
        AND NOT EXISTS (SELECT 1 FROM applications WHERE county = OLD.county AND state = 'in_doubt' AND not_before IS NULL);
    UPDATE heads SET deadline = (
        SELECT min(first) FROM (
            SELECT min(deadline) AS first FROM applications WHERE county = OLD.county AND state = 'queued' AND not_before IS NULL
            UNION ALL
            SELECT min(deadline) FROM applications WHERE county = OLD.county AND state = 'in_doubt' AND not_before IS NULL))
    WHERE county = OLD.county AND deadline = OLD.deadline;
END;
