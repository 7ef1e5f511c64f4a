-- What came in twice is found by its content; the most urgent of a state are found without reading all of them.

-- Keys under which an application came again that another key, or none, had made: each stands for it from then on.
CREATE TABLE further_keys (
    key         BLOB PRIMARY KEY,
    application TEXT NOT NULL REFERENCES applications (id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER further_keys_change_not BEFORE UPDATE ON further_keys
BEGIN SELECT RAISE(ABORT, 'what was received does not change'); END;
CREATE TRIGGER further_keys_stay BEFORE DELETE ON further_keys
BEGIN SELECT RAISE(ABORT, 'what was received does not change'); END;

CREATE INDEX applications_by_content ON applications (body_digest, received_at);
CREATE INDEX applications_by_urgency ON applications (state, deadline, id);
