-- A key for each application, wrapped by a master key of the key file; and applications that are forgotten: their key and all that it
-- sealed are gone, and who forgot them, and why, stays. What has no key here came in before there were any: it is sealed under the
-- ledger's own key.

-- The ledger's own key, wrapped; and the master key that wraps it, which wraps what is new, too. None until a host of this version has
-- opened the ledger: of an earlier one's, the ledger's key is the master key that it had.
ALTER TABLE seal ADD COLUMN key_id TEXT COLLATE "C";
ALTER TABLE seal ADD COLUMN wrapped BYTEA;

-- Which master keys the host holds, between spaces; none of a host of an earlier version.
ALTER TABLE hosts ADD COLUMN keys TEXT;

-- When it was forgotten.
ALTER TABLE applications ADD COLUMN forgotten_at BIGINT;
CREATE INDEX applications_kept ON applications (state, received_at) WHERE forgotten_at IS NULL;
-- Whether two applications have the same piece of evidence: it is asked where one is forgotten.
CREATE INDEX evidence_by_digest ON evidence (digest);

-- Added to, never changed. Only what has ended can be forgotten, and nothing that anybody works on.
CREATE TABLE forgotten (
    application TEXT COLLATE "C" PRIMARY KEY REFERENCES applications (id),
    at          BIGINT NOT NULL,
    role        TEXT NOT NULL,
    name        TEXT NOT NULL,
    why         BYTEA NOT NULL
);
CREATE FUNCTION forgotten_has_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM applications WHERE id = NEW.application AND state IN ('delivered', 'delivered_by_hand', 'cancelled')
    ) OR EXISTS (SELECT 1 FROM leases WHERE application = NEW.application) THEN
        RAISE EXCEPTION 'only what has ended can be forgotten' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER forgotten_has_ended BEFORE INSERT ON forgotten FOR EACH ROW EXECUTE FUNCTION forgotten_has_ended();
CREATE TRIGGER forgotten_stays BEFORE UPDATE OR DELETE ON forgotten FOR EACH ROW
EXECUTE FUNCTION refuse('what was forgotten stays forgotten');

-- The keys of applications. A row changes when another master key wraps it, and goes when its application is forgotten.
CREATE TABLE application_keys (
    application TEXT COLLATE "C" PRIMARY KEY REFERENCES applications (id),
    key_id      TEXT COLLATE "C" NOT NULL,
    wrapped     BYTEA NOT NULL
);
CREATE INDEX application_keys_by_key ON application_keys (key_id, application);
CREATE FUNCTION application_keys_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM applications WHERE id = NEW.application AND moves = 0) THEN
        RAISE EXCEPTION 'an application gets its key as it is received' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION application_keys_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM forgotten WHERE application = OLD.application) THEN
        RAISE EXCEPTION 'a key goes when its application is forgotten' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER application_keys_begin BEFORE INSERT ON application_keys FOR EACH ROW EXECUTE FUNCTION application_keys_begin();
CREATE TRIGGER application_keys_keep BEFORE UPDATE OF application ON application_keys FOR EACH ROW
EXECUTE FUNCTION refuse('a key stays its application''s');
CREATE TRIGGER application_keys_stay BEFORE DELETE ON application_keys FOR EACH ROW EXECUTE FUNCTION application_keys_stay();

-- Files of evidence of what is forgotten that still have to be removed.
CREATE TABLE evidence_to_remove (
    digest TEXT COLLATE "C" PRIMARY KEY,
    kind   TEXT NOT NULL
);

-- What was received, said and met does not change; of what is forgotten it is emptied.
CREATE FUNCTION is_forgotten(id TEXT) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM forgotten WHERE application = id)
$$;
DROP TRIGGER applications_keep ON applications;
CREATE TRIGGER applications_keep BEFORE UPDATE OF id, county, received_at, idempotency_key, body_digest, checked ON applications
FOR EACH ROW EXECUTE FUNCTION refuse('what was received does not change');
CREATE TRIGGER applications_keep_body BEFORE UPDATE OF body ON applications FOR EACH ROW
WHEN (octet_length(NEW.body) > 0 OR NOT is_forgotten(OLD.id)) EXECUTE FUNCTION refuse('what was received does not change');
CREATE TRIGGER applications_are_forgotten BEFORE UPDATE OF forgotten_at ON applications FOR EACH ROW
WHEN (OLD.forgotten_at IS NOT NULL OR NEW.forgotten_at IS NULL OR NOT is_forgotten(OLD.id))
EXECUTE FUNCTION refuse('what was forgotten stays forgotten');

DROP TRIGGER history_stays ON history;
CREATE TRIGGER history_stays BEFORE DELETE ON history FOR EACH ROW EXECUTE FUNCTION refuse('history is only added to');
CREATE TRIGGER history_changes_not BEFORE UPDATE OF application, seq, at, event, from_state, to_state, role, name, plugin, attempt ON history
FOR EACH ROW EXECUTE FUNCTION refuse('history is only added to');
CREATE TRIGGER history_keeps_why BEFORE UPDATE OF why ON history FOR EACH ROW
WHEN (octet_length(NEW.why) > 0 OR NOT is_forgotten(OLD.application)) EXECUTE FUNCTION refuse('history is only added to');

DROP TRIGGER attempts_end_once ON attempts;
CREATE TRIGGER attempts_end_once
BEFORE UPDATE OF fence, application, number, work, plugin, started_at, ended_at, outcome, rehearses ON attempts FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION refuse('an attempt ends once');
CREATE TRIGGER attempts_keep_what_was_met BEFORE UPDATE OF details, receipt ON attempts FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL AND NOT (NEW.details IS NULL AND NEW.receipt IS NULL AND is_forgotten(OLD.application)))
EXECUTE FUNCTION refuse('an attempt ends once');

-- Nothing that is only added to can be emptied as a whole.
CREATE TRIGGER applications_is_kept BEFORE TRUNCATE ON applications FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
CREATE TRIGGER history_is_kept BEFORE TRUNCATE ON history FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
CREATE TRIGGER further_keys_is_kept BEFORE TRUNCATE ON further_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
CREATE TRIGGER attempts_is_kept BEFORE TRUNCATE ON attempts FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
CREATE TRIGGER evidence_is_kept BEFORE TRUNCATE ON evidence FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
CREATE TRIGGER county_history_is_kept BEFORE TRUNCATE ON county_history FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
CREATE TRIGGER releases_is_kept BEFORE TRUNCATE ON releases FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
CREATE TRIGGER application_keys_is_kept BEFORE TRUNCATE ON application_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
CREATE TRIGGER forgotten_is_kept BEFORE TRUNCATE ON forgotten FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was received and done stays');
