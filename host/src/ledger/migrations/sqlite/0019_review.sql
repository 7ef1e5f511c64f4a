-- The review hour: who works on which case and for how long, what they note of it, and what an application was corrected to.

-- Cases of one county by deadline; those of all counties stand in applications_by_urgency.
CREATE INDEX applications_in_review ON applications (county, deadline, id) WHERE state = 'review';

-- Who has a case, one row each time that somebody takes it. `last_at` is what they did last on it; `reason` is how the last work on it
-- ended, by which staff minutes are added up.
CREATE TABLE assignments (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    application TEXT NOT NULL REFERENCES applications (id),
    county      TEXT NOT NULL,
    role        TEXT NOT NULL,
    name        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    taken_at    INTEGER NOT NULL,
    last_at     INTEGER NOT NULL CHECK (last_at >= taken_at),
    ended_at    INTEGER CHECK (ended_at >= taken_at)
) STRICT;
-- One at a time, whatever the host's code does.
CREATE UNIQUE INDEX assignments_of_one ON assignments (application) WHERE ended_at IS NULL;
CREATE INDEX assignments_by_time ON assignments (taken_at);
CREATE TRIGGER assignments_begin BEFORE INSERT ON assignments
WHEN NOT EXISTS (SELECT 1 FROM applications WHERE id = NEW.application AND state = 'review')
BEGIN SELECT RAISE(ABORT, 'only what is in review is taken'); END;
CREATE TRIGGER assignments_end_once BEFORE UPDATE ON assignments WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an assignment ends once'); END;
CREATE TRIGGER assignments_keep BEFORE UPDATE OF seq, application, county, role, name, reason, taken_at ON assignments
BEGIN SELECT RAISE(ABORT, 'assignments are only added to'); END;
CREATE TRIGGER assignments_stay BEFORE DELETE ON assignments
BEGIN SELECT RAISE(ABORT, 'assignments are only added to'); END;
-- Whatever takes a case out of review ends it.
CREATE TRIGGER assignments_end AFTER UPDATE OF state ON applications WHEN OLD.state = 'review' AND NEW.state <> 'review'
BEGIN
    UPDATE assignments SET ended_at = max(last_at, (SELECT at FROM history WHERE application = NEW.id AND seq = NEW.moves))
    WHERE application = NEW.id AND ended_at IS NULL;
END;

-- What people note of a case, beside the moves that it makes. Sealed: words.
CREATE TABLE case_notes (
    application TEXT NOT NULL REFERENCES applications (id),
    seq         INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    role        TEXT NOT NULL,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('called', 'noted', 'took_over')),
    words       BLOB NOT NULL,
    PRIMARY KEY (application, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER case_notes_of_what_is_kept BEFORE INSERT ON case_notes
WHEN EXISTS (SELECT 1 FROM forgotten WHERE application = NEW.application)
BEGIN SELECT RAISE(ABORT, 'what was forgotten stays forgotten'); END;
CREATE TRIGGER case_notes_change_not BEFORE UPDATE OF application, seq, at, role, name, kind ON case_notes
BEGIN SELECT RAISE(ABORT, 'notes are only added to'); END;
CREATE TRIGGER case_notes_keep_words BEFORE UPDATE OF words ON case_notes
WHEN length(NEW.words) > 0 OR NOT EXISTS (SELECT 1 FROM forgotten WHERE application = OLD.application)
BEGIN SELECT RAISE(ABORT, 'notes are only added to'); END;
CREATE TRIGGER case_notes_stay BEFORE DELETE ON case_notes
BEGIN SELECT RAISE(ABORT, 'notes are only added to'); END;

-- What an application says since a person corrected it: from version 2 on, for the first is what was received. `seq` is the move that it
-- came with; an attempt with a later fence sends it. `fields` are paths, one a line, and no values. Sealed: body.
CREATE TABLE corrections (
    application TEXT NOT NULL REFERENCES applications (id),
    version     INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    fence       INTEGER NOT NULL,
    fields      TEXT NOT NULL,
    body_digest BLOB NOT NULL,
    body        BLOB NOT NULL,
    PRIMARY KEY (application, version)
) STRICT;
CREATE INDEX corrections_by_content ON corrections (body_digest);
CREATE TRIGGER corrections_are_numbered BEFORE INSERT ON corrections
WHEN NEW.version <> 2 + (SELECT count(*) FROM corrections WHERE application = NEW.application)
    OR NOT EXISTS (SELECT 1 FROM applications WHERE id = NEW.application AND state = 'review' AND moves + 1 = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'only what is in review is corrected'); END;
CREATE TRIGGER corrections_change_not BEFORE UPDATE OF application, version, seq, fence, fields, body_digest ON corrections
BEGIN SELECT RAISE(ABORT, 'corrections are only added to'); END;
CREATE TRIGGER corrections_keep_body BEFORE UPDATE OF body ON corrections
WHEN length(NEW.body) > 0 OR NOT EXISTS (SELECT 1 FROM forgotten WHERE application = OLD.application)
BEGIN SELECT RAISE(ABORT, 'corrections are only added to'); END;
CREATE TRIGGER corrections_stay BEFORE DELETE ON corrections
BEGIN SELECT RAISE(ABORT, 'corrections are only added to'); END;
