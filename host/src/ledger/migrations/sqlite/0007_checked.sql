-- Whether the county's plugin looked at an application before it was taken: what its client is told, however often it asks. Of what
-- came in before this was kept nobody knows; a repeat of it was told 1.
ALTER TABLE applications ADD COLUMN checked INTEGER NOT NULL DEFAULT 1 CHECK (checked IN (0, 1));
CREATE TRIGGER checked_changes_not BEFORE UPDATE OF checked ON applications
BEGIN SELECT RAISE(ABORT, 'what was received does not change'); END;
