-- Where a county's calendar changes, the deadlines of what waits for it change with it. What stood before is kept.
CREATE TABLE moved_deadlines (
    application TEXT NOT NULL REFERENCES applications (id),
    seq         INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    was         INTEGER NOT NULL,
    deadline    INTEGER NOT NULL,
    PRIMARY KEY (application, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER moved_deadlines_change_not BEFORE UPDATE ON moved_deadlines
BEGIN SELECT RAISE(ABORT, 'moved deadlines are only added to'); END;
CREATE TRIGGER moved_deadlines_stay BEFORE DELETE ON moved_deadlines
BEGIN SELECT RAISE(ABORT, 'moved deadlines are only added to'); END;

DROP TRIGGER applications_deadline;
CREATE TRIGGER applications_deadline BEFORE UPDATE OF deadline ON applications
WHEN NEW.deadline <> OLD.deadline
    AND (NEW.deadline < OLD.deadline
        OR NOT EXISTS (SELECT 1 FROM missed_cutoffs m WHERE m.application = OLD.id AND m.cutoff = OLD.deadline))
    AND (OLD.state IN ('delivered', 'delivered_by_hand', 'cancelled')
        OR NOT EXISTS (SELECT 1 FROM moved_deadlines m WHERE m.application = OLD.id AND m.was = OLD.deadline AND m.deadline = NEW.deadline
            AND m.seq = (SELECT max(seq) FROM moved_deadlines WHERE application = OLD.id)))
BEGIN SELECT RAISE(ABORT, 'a deadline moves on only once it was missed, or with its county''s calendar'); END;
