-- A cutoff that an application missed is counted, once, and its next deadline stands. A county whose site is down is tried by one piece of
-- work at a time.

-- Hosts that run write meanwhile: one after the other, as all writers do.
SELECT pg_advisory_xact_lock(1886352244);

-- In the host's own words: nothing that a page or an applicant said stands here.
CREATE TABLE missed_cutoffs (
    application TEXT COLLATE "C" NOT NULL REFERENCES applications (id),
    cutoff      BIGINT NOT NULL,
    county      TEXT COLLATE "C" NOT NULL,
    noted_at    BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (application, cutoff)
);
CREATE INDEX missed_by_county ON missed_cutoffs (county);
CREATE TRIGGER missed_cutoffs_stay BEFORE UPDATE OR DELETE ON missed_cutoffs FOR EACH ROW
EXECUTE FUNCTION refuse('missed cutoffs are only added to');
CREATE TRIGGER missed_cutoffs_is_kept BEFORE TRUNCATE ON missed_cutoffs FOR EACH STATEMENT EXECUTE FUNCTION refuse('missed cutoffs are only added to');

-- How many cutoffs it missed, and the first of them.
ALTER TABLE applications ADD COLUMN missed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE applications ADD COLUMN missed_at BIGINT;
CREATE FUNCTION count_missed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE applications SET missed = missed + 1, missed_at = least(coalesce(missed_at, NEW.cutoff), NEW.cutoff) WHERE id = NEW.application;
    RETURN NULL;
END $$;
CREATE TRIGGER missed_cutoffs_count AFTER INSERT ON missed_cutoffs FOR EACH ROW EXECUTE FUNCTION count_missed();
CREATE INDEX applications_late ON applications (county) WHERE missed > 0 AND state NOT IN ('delivered', 'delivered_by_hand', 'cancelled');
-- A deadline moves on once it was missed, and never back.
CREATE FUNCTION deadline_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.deadline <> OLD.deadline AND (NEW.deadline < OLD.deadline
        OR NOT EXISTS (SELECT 1 FROM missed_cutoffs m WHERE m.application = OLD.id AND m.cutoff = OLD.deadline)) THEN
        RAISE EXCEPTION 'a deadline moves on only once it was missed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applications_deadline BEFORE UPDATE OF deadline ON applications FOR EACH ROW EXECUTE FUNCTION deadline_moves_on();

-- What waits first follows a deadline that moves on, too.
CREATE OR REPLACE FUNCTION heads_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head RECORD;
BEGIN
    IF (NEW.state IN ('queued', 'in_doubt') AND NEW.not_before IS NULL) = (OLD.state IN ('queued', 'in_doubt') AND OLD.not_before IS NULL)
        AND (NEW.deadline = OLD.deadline OR NEW.state NOT IN ('queued', 'in_doubt') OR NEW.not_before IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO head FROM (
        (SELECT deadline, id FROM applications WHERE county = NEW.county AND state = 'queued' AND not_before IS NULL
            ORDER BY deadline, setbacks, id LIMIT 1)
        UNION ALL
        (SELECT deadline, id FROM applications WHERE county = NEW.county AND state = 'in_doubt' AND not_before IS NULL
            ORDER BY deadline, id LIMIT 1)
    ) firsts ORDER BY deadline, id LIMIT 1;
    IF FOUND THEN
        INSERT INTO heads VALUES (NEW.county, head.deadline, head.id)
        ON CONFLICT (county) DO UPDATE SET deadline = excluded.deadline, first = excluded.first;
    ELSE
        DELETE FROM heads WHERE county = NEW.county;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER heads_follow ON applications;
CREATE TRIGGER heads_follow AFTER UPDATE OF state, not_before, deadline ON applications FOR EACH ROW EXECUTE FUNCTION heads_follow();

-- Since when a county's site is down, how many pauses there were in a row since, and the lease of the one piece of work that tries it. A
-- lease that is gone makes room for the next one.
ALTER TABLE counties ADD COLUMN down_since BIGINT;
ALTER TABLE counties ADD COLUMN pauses BIGINT NOT NULL DEFAULT 0;
ALTER TABLE counties ADD COLUMN probe_fence BIGINT;
-- How long a delivery took lately, in milliseconds: seven parts what it was, one part the last one.
ALTER TABLE counties ADD COLUMN service_ms BIGINT;
-- The applications that found a county's site down since it was last found to work.
CREATE TABLE found_down (
    county      TEXT COLLATE "C" NOT NULL,
    application TEXT COLLATE "C" NOT NULL REFERENCES applications (id),
    PRIMARY KEY (county, application)
);

CREATE OR REPLACE FUNCTION end_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE counties SET service_ms = (coalesce(service_ms, NEW.ended_at - NEW.started_at) * 7 + NEW.ended_at - NEW.started_at) / 8
    WHERE NEW.outcome IN ('delivered', 'confirm') AND NEW.work = 'submit' AND NEW.ended_at - NEW.started_at BETWEEN 1 AND 3600000
        AND county = (SELECT l.county FROM leases l WHERE l.fence = NEW.fence);
    DELETE FROM leases WHERE fence = NEW.fence;
    RETURN NULL;
END $$;
