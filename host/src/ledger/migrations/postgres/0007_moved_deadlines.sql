-- Where a county's calendar changes, the deadlines of what waits for it change with it. What stood before is kept.

-- Hosts that run write meanwhile: one after the other, as all writers do.
SELECT pg_advisory_xact_lock(1886352244);

CREATE TABLE moved_deadlines (
    application TEXT COLLATE "C" NOT NULL REFERENCES applications (id),
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    was         BIGINT NOT NULL,
    deadline    BIGINT NOT NULL,
    PRIMARY KEY (application, seq)
);
CREATE TRIGGER moved_deadlines_stay BEFORE UPDATE OR DELETE ON moved_deadlines FOR EACH ROW
EXECUTE FUNCTION refuse('moved deadlines are only added to');
CREATE TRIGGER moved_deadlines_is_kept BEFORE TRUNCATE ON moved_deadlines FOR EACH STATEMENT EXECUTE FUNCTION refuse('moved deadlines are only added to');

CREATE OR REPLACE FUNCTION deadline_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.deadline <> OLD.deadline
        AND (NEW.deadline < OLD.deadline
            OR NOT EXISTS (SELECT 1 FROM missed_cutoffs m WHERE m.application = OLD.id AND m.cutoff = OLD.deadline))
        AND (OLD.state IN ('delivered', 'delivered_by_hand', 'cancelled')
            OR NOT EXISTS (SELECT 1 FROM moved_deadlines m WHERE m.application = OLD.id AND m.was = OLD.deadline AND m.deadline = NEW.deadline
                AND m.seq = (SELECT max(seq) FROM moved_deadlines WHERE application = OLD.id))) THEN
        RAISE EXCEPTION 'a deadline moves on only once it was missed, or with its county''s calendar' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
