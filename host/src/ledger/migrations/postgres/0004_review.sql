-- The review hour: who works on which case and for how long, what they note of it, and what an application was corrected to.

-- Hosts that run write meanwhile: one after the other, as all writers do.
SELECT pg_advisory_xact_lock(1886352244);

-- Cases of one county by deadline; those of all counties stand in applications_by_urgency.
CREATE INDEX applications_in_review ON applications (county, deadline, id) WHERE state = 'review';

-- Who has a case, one row each time that somebody takes it. `last_at` is what they did last on it; `reason` is how the last work on it
-- ended, by which staff minutes are added up.
CREATE TABLE assignments (
    seq         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    application TEXT COLLATE "C" NOT NULL REFERENCES applications (id),
    county      TEXT COLLATE "C" NOT NULL,
    role        TEXT NOT NULL,
    name        TEXT NOT NULL,
    reason      TEXT COLLATE "C" NOT NULL,
    taken_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL CHECK (last_at >= taken_at),
    ended_at    BIGINT CHECK (ended_at >= taken_at)
);
-- One at a time, whatever the host's code does.
CREATE UNIQUE INDEX assignments_of_one ON assignments (application) WHERE ended_at IS NULL;
CREATE INDEX assignments_by_time ON assignments (taken_at);
CREATE FUNCTION assignments_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM applications WHERE id = NEW.application AND state = 'review') THEN
        RAISE EXCEPTION 'only what is in review is taken' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignments_begin BEFORE INSERT ON assignments FOR EACH ROW EXECUTE FUNCTION assignments_begin();
CREATE TRIGGER assignments_end_once BEFORE UPDATE ON assignments FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
EXECUTE FUNCTION refuse('an assignment ends once');
CREATE TRIGGER assignments_keep BEFORE UPDATE OF seq, application, county, role, name, reason, taken_at ON assignments
FOR EACH ROW EXECUTE FUNCTION refuse('assignments are only added to');
CREATE TRIGGER assignments_stay BEFORE DELETE ON assignments FOR EACH ROW EXECUTE FUNCTION refuse('assignments are only added to');
-- Whatever takes a case out of review ends it.
CREATE FUNCTION assignments_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE assignments
    SET ended_at = greatest(last_at, (SELECT at FROM history WHERE application = NEW.id AND seq = NEW.moves))
    WHERE application = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER assignments_end AFTER UPDATE OF state ON applications FOR EACH ROW
WHEN (OLD.state = 'review' AND NEW.state <> 'review') EXECUTE FUNCTION assignments_end();

-- What people note of a case, beside the moves that it makes. Sealed: words.
CREATE TABLE case_notes (
    application TEXT COLLATE "C" NOT NULL REFERENCES applications (id),
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    role        TEXT NOT NULL,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('called', 'noted', 'took_over')),
    words       BYTEA NOT NULL,
    PRIMARY KEY (application, seq)
);
CREATE TRIGGER case_notes_of_what_is_kept BEFORE INSERT ON case_notes FOR EACH ROW WHEN (is_forgotten(NEW.application))
EXECUTE FUNCTION refuse('what was forgotten stays forgotten');
CREATE TRIGGER case_notes_change_not BEFORE UPDATE OF application, seq, at, role, name, kind ON case_notes
FOR EACH ROW EXECUTE FUNCTION refuse('notes are only added to');
CREATE TRIGGER case_notes_keep_words BEFORE UPDATE OF words ON case_notes FOR EACH ROW
WHEN (octet_length(NEW.words) > 0 OR NOT is_forgotten(OLD.application)) EXECUTE FUNCTION refuse('notes are only added to');
CREATE TRIGGER case_notes_stay BEFORE DELETE ON case_notes FOR EACH ROW EXECUTE FUNCTION refuse('notes are only added to');

-- What an application says since a person corrected it: from version 2 on, for the first is what was received. `seq` is the move that it
-- came with; an attempt with a later fence sends it. `fields` are paths, one a line, and no values. Sealed: body.
CREATE TABLE corrections (
    application TEXT COLLATE "C" NOT NULL REFERENCES applications (id),
    version     BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    fence       BIGINT NOT NULL,
    fields      TEXT NOT NULL,
    body_digest BYTEA NOT NULL,
    body        BYTEA NOT NULL,
    PRIMARY KEY (application, version)
);
CREATE INDEX corrections_by_content ON corrections (body_digest);
CREATE FUNCTION corrections_are_numbered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> 2 + (SELECT count(*) FROM corrections WHERE application = NEW.application)
        OR NOT EXISTS (SELECT 1 FROM applications WHERE id = NEW.application AND state = 'review' AND moves + 1 = NEW.seq) THEN
        RAISE EXCEPTION 'only what is in review is corrected' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER corrections_are_numbered BEFORE INSERT ON corrections FOR EACH ROW EXECUTE FUNCTION corrections_are_numbered();
CREATE TRIGGER corrections_change_not BEFORE UPDATE OF application, version, seq, fence, fields, body_digest ON corrections
FOR EACH ROW EXECUTE FUNCTION refuse('corrections are only added to');
CREATE TRIGGER corrections_keep_body BEFORE UPDATE OF body ON corrections FOR EACH ROW
WHEN (octet_length(NEW.body) > 0 OR NOT is_forgotten(OLD.application)) EXECUTE FUNCTION refuse('corrections are only added to');
CREATE TRIGGER corrections_stay BEFORE DELETE ON corrections FOR EACH ROW EXECUTE FUNCTION refuse('corrections are only added to');

-- Nothing that is only added to can be emptied as a whole.
CREATE TRIGGER assignments_is_kept BEFORE TRUNCATE ON assignments FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
CREATE TRIGGER case_notes_is_kept BEFORE TRUNCATE ON case_notes FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
CREATE TRIGGER corrections_is_kept BEFORE TRUNCATE ON corrections FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
