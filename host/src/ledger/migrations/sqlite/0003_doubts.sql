-- What is known of something that may have been sent, and how often what went wrong with one application: both have to outlive a
-- restart, or a doubt begins anew with every one.

DROP TRIGGER allowed_moves_grow_not;
INSERT INTO allowed_moves VALUES
    ('attempting', 'doubt',    'in_doubt'),
    ('committing', 'not_sent', 'queued');
CREATE TRIGGER allowed_moves_grow_not BEFORE INSERT ON allowed_moves
BEGIN SELECT RAISE(ABORT, 'moves are allowed by migrations only'); END;

-- What speaks for it that the county may have an application that it did not confirm (submission::Sending); none where nothing does.
ALTER TABLE applications ADD COLUMN sending TEXT CHECK (sending IN ('intended', 'claimed', 'confirmed'));
-- Attempts begun when a person last put it in the queue.
ALTER TABLE applications ADD COLUMN attempts_before INTEGER NOT NULL DEFAULT 0;
-- submission::Counts: since a person last put it in the queue.
ALTER TABLE applications ADD COLUMN interruptions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE applications ADD COLUMN time_outs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE applications ADD COLUMN faults INTEGER NOT NULL DEFAULT 0;
ALTER TABLE applications ADD COLUMN drifts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE applications ADD COLUMN unsent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE applications ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;
-- Since its doubt began.
ALTER TABLE applications ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE applications ADD COLUMN denials INTEGER NOT NULL DEFAULT 0;

UPDATE applications SET sending = 'intended'
WHERE committed_at IS NOT NULL AND (state IN ('committing', 'in_doubt') OR (state = 'review' AND EXISTS (
    SELECT 1 FROM history h WHERE h.application = id AND h.seq = applications.moves AND h.from_state = 'in_doubt'
)));
UPDATE applications SET doubts = 1 WHERE state = 'in_doubt';

-- Whose faults count towards a release's quarantine, and whose drifts towards a county's hold: applications, so that one that comes
-- again and again brings nobody else to a stop.
CREATE TABLE counted (
    what        TEXT NOT NULL CHECK (what IN ('fault', 'drift')),
    -- The release's digest, or the county's code.
    whose       TEXT NOT NULL,
    application TEXT NOT NULL REFERENCES applications (id),
    PRIMARY KEY (what, whose, application)
) STRICT, WITHOUT ROWID;
ALTER TABLE counties DROP COLUMN drift;
-- Whether the last work taken for the county was a question about a doubt: then what is queued has its turn.
ALTER TABLE counties ADD COLUMN asked_last INTEGER NOT NULL DEFAULT 0;
