-- A cutoff that an application missed is counted, once, and its next deadline stands. A county whose site is down is tried by one piece of
-- work at a time.

-- In the host's own words: nothing that a page or an applicant said stands here.
CREATE TABLE missed_cutoffs (
    application TEXT NOT NULL REFERENCES applications (id),
    cutoff      INTEGER NOT NULL,
    county      TEXT NOT NULL,
    noted_at    INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (application, cutoff)
) STRICT, WITHOUT ROWID;
CREATE INDEX missed_by_county ON missed_cutoffs (county);
CREATE TRIGGER missed_cutoffs_change_not BEFORE UPDATE ON missed_cutoffs
BEGIN SELECT RAISE(ABORT, 'missed cutoffs are only added to'); END;
CREATE TRIGGER missed_cutoffs_stay BEFORE DELETE ON missed_cutoffs
BEGIN SELECT RAISE(ABORT, 'missed cutoffs are only added to'); END;

-- How many cutoffs it missed, and the first of them.
ALTER TABLE applications ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE applications ADD COLUMN missed_at INTEGER;
CREATE TRIGGER missed_cutoffs_count AFTER INSERT ON missed_cutoffs BEGIN
    UPDATE applications SET missed = missed + 1, missed_at = min(coalesce(missed_at, NEW.cutoff), NEW.cutoff) WHERE id = NEW.application;
END;
CREATE INDEX applications_late ON applications (county) WHERE missed > 0 AND state NOT IN ('delivered', 'delivered_by_hand', 'cancelled');
-- A deadline moves on once it was missed, and never back.
CREATE TRIGGER applications_deadline BEFORE UPDATE OF deadline ON applications
WHEN NEW.deadline <> OLD.deadline AND (NEW.deadline < OLD.deadline
    OR NOT EXISTS (SELECT 1 FROM missed_cutoffs m WHERE m.application = OLD.id AND m.cutoff = OLD.deadline))
BEGIN SELECT RAISE(ABORT, 'a deadline moves on only once it was missed'); END;

-- What waits first follows a deadline that moves on, too.
DROP TRIGGER heads_follow;
CREATE TRIGGER heads_follow AFTER UPDATE OF state, not_before, deadline ON applications
WHEN (NEW.state IN ('queued', 'in_doubt') AND NEW.not_before IS NULL) <> (OLD.state IN ('queued', 'in_doubt') AND OLD.not_before IS NULL)
    OR (NEW.deadline <> OLD.deadline AND NEW.state IN ('queued', 'in_doubt') AND NEW.not_before IS NULL)
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

-- Since when a county's site is down, how many pauses there were in a row since, and the lease of the one piece of work that tries it. A
-- lease that is gone makes room for the next one.
ALTER TABLE counties ADD COLUMN down_since INTEGER;
ALTER TABLE counties ADD COLUMN pauses INTEGER NOT NULL DEFAULT 0;
ALTER TABLE counties ADD COLUMN probe_fence INTEGER;
-- How long a delivery took lately, in milliseconds: seven parts what it was, one part the last one.
ALTER TABLE counties ADD COLUMN service_ms INTEGER;
-- The applications that found a county's site down since it was last found to work.
CREATE TABLE found_down (
    county      TEXT NOT NULL,
    application TEXT NOT NULL REFERENCES applications (id),
    PRIMARY KEY (county, application)
) STRICT, WITHOUT ROWID;

DROP TRIGGER work_ends;
CREATE TRIGGER work_ends AFTER UPDATE OF ended_at ON attempts BEGIN
    UPDATE counties SET service_ms = (coalesce(service_ms, NEW.ended_at - NEW.started_at) * 7 + NEW.ended_at - NEW.started_at) / 8
    WHERE NEW.outcome IN ('delivered', 'confirm') AND NEW.work = 'submit' AND NEW.ended_at - NEW.started_at BETWEEN 1 AND 3600000
        AND county = (SELECT l.county FROM leases l WHERE l.fence = NEW.fence);
    DELETE FROM leases WHERE fence = NEW.fence;
END;
