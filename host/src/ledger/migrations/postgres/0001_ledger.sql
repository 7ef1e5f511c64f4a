-- The ledger's tables on PostgreSQL: what `sqlite/` says in several steps, in one. Moments are milliseconds since the epoch. Sealed columns:
-- body, why, details, receipt, proof, forms, suspicion. What the host's code promises of moves and histories is refused here a second
-- time, by triggers.

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$;

-- Proves that the key is the one this database was made with.
CREATE TABLE seal (
    "only" BIGINT PRIMARY KEY CHECK ("only" = 1),
    proof BYTEA NOT NULL
);

-- The one counter that all leases are fenced with: no two transactions wait for each other at it, and it only grows.
CREATE SEQUENCE fence AS BIGINT;

-- submission::State::after, row by row; a test compares them.
CREATE TABLE allowed_moves (
    from_state TEXT NOT NULL,
    event      TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    PRIMARY KEY (from_state, event)
);
INSERT INTO allowed_moves VALUES
    ('received',   'queue',           'queued'),
    ('queued',     'claim',           'attempting'),
    ('queued',     'escalate',        'review'),
    ('queued',     'cancel',          'cancelled'),
    ('attempting', 'retry',           'queued'),
    ('attempting', 'escalate',        'review'),
    ('attempting', 'intend',          'committing'),
    ('attempting', 'doubt',           'in_doubt'),
    ('committing', 'confirm',         'delivered'),
    ('committing', 'refuse',          'review'),
    ('committing', 'doubt',           'in_doubt'),
    ('committing', 'not_sent',        'queued'),
    ('in_doubt',   'confirm',         'delivered'),
    ('in_doubt',   'not_found',       'queued'),
    ('in_doubt',   'escalate',        'review'),
    ('review',     'requeue',         'queued'),
    ('review',     'deliver_by_hand', 'delivered_by_hand'),
    ('review',     'cancel',          'cancelled');
CREATE TRIGGER allowed_moves_stay BEFORE INSERT OR UPDATE OR DELETE ON allowed_moves FOR EACH ROW
EXECUTE FUNCTION refuse('moves are allowed by migrations only');

CREATE TABLE applications (
    id              TEXT COLLATE "C" PRIMARY KEY,
    county          TEXT COLLATE "C" NOT NULL CHECK (length(county) = 5),
    state           TEXT COLLATE "C" NOT NULL,
    -- The fence of its last lease, or newer: what a stale worker's no longer equals.
    fence           BIGINT NOT NULL,
    -- How many rows of history it has.
    moves           BIGINT NOT NULL,
    attempts        BIGINT NOT NULL DEFAULT 0,
    setbacks        BIGINT NOT NULL DEFAULT 0,
    received_at     BIGINT NOT NULL,
    deadline        BIGINT NOT NULL,
    not_before      BIGINT,
    committed_at    BIGINT,
    receipt_number  TEXT,
    plugin          TEXT,
    -- Keyed digests: of the client's idempotency key, of the body.
    idempotency_key BYTEA UNIQUE,
    body_digest     BYTEA NOT NULL,
    body            BYTEA NOT NULL,
    -- What speaks for it that the county may have an application that it did not confirm (submission::Sending); none where nothing does.
    sending         TEXT CHECK (sending IN ('intended', 'claimed', 'confirmed')),
    -- Attempts begun when a person last put it in the queue.
    attempts_before BIGINT NOT NULL DEFAULT 0,
    -- submission::Counts: since a person last put it in the queue.
    interruptions   BIGINT NOT NULL DEFAULT 0,
    time_outs       BIGINT NOT NULL DEFAULT 0,
    faults          BIGINT NOT NULL DEFAULT 0,
    drifts          BIGINT NOT NULL DEFAULT 0,
    unsent          BIGINT NOT NULL DEFAULT 0,
    doubts          BIGINT NOT NULL DEFAULT 0,
    -- Since its doubt began.
    unanswered      BIGINT NOT NULL DEFAULT 0,
    denials         BIGINT NOT NULL DEFAULT 0,
    -- Whether the county's plugin looked at it before it was taken: what its client is told, however often it asks.
    checked         BOOLEAN NOT NULL,
    -- What of its county's site put it into review: the kind of the refusal, or nothing (an empty text) for a drift. The next new release
    -- takes it up again.
    stopped_by      BYTEA,
    CHECK (state <> 'delivered' OR receipt_number IS NOT NULL),
    CHECK (state NOT IN ('committing', 'in_doubt') OR committed_at IS NOT NULL)
);
CREATE INDEX applications_by_state ON applications (state, id);
CREATE INDEX applications_by_county ON applications (county, id);
CREATE INDEX applications_by_content ON applications (body_digest, received_at);
CREATE INDEX applications_by_urgency ON applications (state, deadline, id);
-- Of what is due together, what was set back least has its turn first.
CREATE INDEX applications_by_turn ON applications (county, state, deadline, setbacks, id);
-- Doubts of a county, the most urgent first.
CREATE INDEX applications_in_doubt ON applications (county, deadline, id) WHERE state = 'in_doubt';

-- The first application of each county's work that waits for nothing but its turn: what a claim looks at costs the same over any number of
-- counties. Of one deadline the one that came first, so that no county is always before another. An application that was set back waits until
-- `not_before`; a claim ends the wait of what is due again.
CREATE TABLE heads (
    county   TEXT COLLATE "C" PRIMARY KEY,
    deadline BIGINT NOT NULL,
    first    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX heads_by_deadline ON heads (deadline, first);
CREATE INDEX applications_ready ON applications (county, deadline, setbacks, id) WHERE state = 'queued' AND not_before IS NULL;
CREATE INDEX doubts_ready ON applications (county, deadline, id) WHERE state = 'in_doubt' AND not_before IS NULL;
CREATE INDEX applications_waiting ON applications (not_before) WHERE not_before IS NOT NULL;

CREATE FUNCTION heads_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head RECORD;
BEGIN
    IF (NEW.state IN ('queued', 'in_doubt') AND NEW.not_before IS NULL) = (OLD.state IN ('queued', 'in_doubt') AND OLD.not_before IS NULL) THEN
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
CREATE TRIGGER heads_follow AFTER UPDATE OF state, not_before ON applications FOR EACH ROW EXECUTE FUNCTION heads_follow();

-- Keys under which an application came again that another key, or none, had made: each stands for it from then on.
CREATE TABLE further_keys (
    key         BYTEA PRIMARY KEY,
    application TEXT COLLATE "C" NOT NULL REFERENCES applications (id)
);
CREATE TRIGGER further_keys_stay BEFORE UPDATE OR DELETE ON further_keys FOR EACH ROW
EXECUTE FUNCTION refuse('what was received does not change');

CREATE TABLE history (
    application TEXT COLLATE "C" NOT NULL REFERENCES applications (id),
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    event       TEXT,
    from_state  TEXT NOT NULL,
    to_state    TEXT NOT NULL,
    role        TEXT NOT NULL,
    name        TEXT NOT NULL,
    why         BYTEA NOT NULL,
    plugin      TEXT,
    attempt     BIGINT,
    PRIMARY KEY (application, seq)
);

-- A row of history comes first, and only the next one of an allowed move; then the application moves as it says.
CREATE FUNCTION history_is_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM applications a
        WHERE a.id = NEW.application AND a.moves + 1 = NEW.seq AND a.state = NEW.from_state
    ) OR NOT (
        (NEW.event IS NULL AND NEW.from_state = NEW.to_state)
        OR EXISTS (
            SELECT 1 FROM allowed_moves m
            WHERE m.from_state = NEW.from_state AND m.event = NEW.event AND m.to_state = NEW.to_state
        )
    ) THEN
        RAISE EXCEPTION 'not an allowed move' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER history_is_true BEFORE INSERT ON history FOR EACH ROW EXECUTE FUNCTION history_is_true();
CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE ON history FOR EACH ROW EXECUTE FUNCTION refuse('history is only added to');

CREATE FUNCTION applications_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.state <> OLD.state OR NEW.moves <> OLD.moves) AND NOT (
        NEW.moves = OLD.moves + 1 AND EXISTS (
            SELECT 1 FROM history h
            WHERE h.application = OLD.id AND h.seq = NEW.moves AND h.from_state = OLD.state AND h.to_state = NEW.state
        )
    ) THEN
        RAISE EXCEPTION 'an application moves only as its history says' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applications_begin BEFORE INSERT ON applications FOR EACH ROW
WHEN (NEW.state <> 'received' OR NEW.fence <> 0 OR NEW.moves <> 0)
EXECUTE FUNCTION refuse('an application begins as received');
CREATE TRIGGER applications_move BEFORE UPDATE OF state, moves ON applications FOR EACH ROW EXECUTE FUNCTION applications_move();
CREATE TRIGGER applications_fence BEFORE UPDATE OF fence ON applications FOR EACH ROW WHEN (NEW.fence < OLD.fence)
EXECUTE FUNCTION refuse('a fence only grows');
CREATE TRIGGER applications_keep BEFORE UPDATE OF id, county, received_at, idempotency_key, body_digest, body, checked ON applications
FOR EACH ROW EXECUTE FUNCTION refuse('what was received does not change');
CREATE TRIGGER applications_stay BEFORE DELETE ON applications FOR EACH ROW
EXECUTE FUNCTION refuse('an application is never removed');

-- One per piece of work, kept after its lease. A rehearsal fills a county's form and sends nothing.
CREATE TABLE attempts (
    fence       BIGINT PRIMARY KEY,
    application TEXT COLLATE "C" NOT NULL REFERENCES applications (id),
    number      BIGINT NOT NULL,
    work        TEXT NOT NULL CHECK (work IN ('submit', 'reconcile')),
    plugin      TEXT NOT NULL,
    started_at  BIGINT NOT NULL,
    ended_at    BIGINT,
    outcome     TEXT,
    details     BYTEA,
    receipt     BYTEA,
    rehearses   BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX attempts_by_application ON attempts (application, fence);
CREATE TRIGGER attempts_end_once BEFORE UPDATE ON attempts FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
EXECUTE FUNCTION refuse('an attempt ends once');
CREATE TRIGGER attempts_stay BEFORE DELETE ON attempts FOR EACH ROW EXECUTE FUNCTION refuse('attempts are only added to');
CREATE VIEW work AS SELECT *, CASE WHEN rehearses THEN 'rehearse' ELSE work END AS kind FROM attempts;

CREATE TABLE evidence (
    seq    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fence  BIGINT NOT NULL REFERENCES attempts (fence),
    kind   TEXT NOT NULL,
    digest TEXT NOT NULL,
    size   BIGINT NOT NULL,
    label  TEXT NOT NULL
);
CREATE INDEX evidence_by_attempt ON evidence (fence, seq);
CREATE TRIGGER evidence_stays BEFORE UPDATE OR DELETE ON evidence FOR EACH ROW EXECUTE FUNCTION refuse('evidence is only added to');

-- The hosts that share this ledger, each with the number of its latest process.
CREATE TABLE hosts (
    name        TEXT COLLATE "C" PRIMARY KEY,
    incarnation BIGINT NOT NULL,
    started_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    version     TEXT NOT NULL
);

-- Leases in force. One that ran out counts until recovery takes it back: a county's limits hold through a crash.
CREATE TABLE leases (
    fence       BIGINT PRIMARY KEY REFERENCES attempts (fence),
    application TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES applications (id),
    county      TEXT NOT NULL,
    host        TEXT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE TABLE sessions (
    fence   BIGINT NOT NULL REFERENCES leases (fence) ON DELETE CASCADE,
    county  TEXT NOT NULL,
    name    TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (fence, name)
);

CREATE TABLE counties (
    county          TEXT COLLATE "C" PRIMARY KEY,
    held_since      BIGINT,
    why             BYTEA,
    -- Whether the last work taken for the county was a question about a doubt: then what is queued has its turn.
    asked_last      BOOLEAN NOT NULL DEFAULT FALSE,
    suspected_since BIGINT,
    suspicion       BYTEA,
    -- Whether a county that is held is still asked about its doubts: it is, where its site has not changed and a release serves it.
    held_asks       BOOLEAN NOT NULL DEFAULT FALSE,
    -- The kind of the refusals that it is held for.
    held_for        BYTEA,
    -- Since when one application goes first, alone, and the lease that it has now. A lease that is gone makes room for the next one.
    first_since     BIGINT,
    first_fence     BIGINT,
    -- When work began last, and until when its site is left alone: by the clock that leases are counted by.
    last_start      BIGINT,
    paused_until    BIGINT,
    CHECK ((held_since IS NULL) = (why IS NULL))
);
-- Accounts that a county refused, left alone for a while.
CREATE TABLE benched_accounts (
    county  TEXT COLLATE "C" NOT NULL,
    name    TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    until   BIGINT NOT NULL,
    PRIMARY KEY (county, name, account)
);
CREATE TABLE county_history (
    seq    BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    county TEXT NOT NULL,
    at     BIGINT NOT NULL,
    what   TEXT NOT NULL CHECK (what IN ('held', 'released', 'accepted')),
    role   TEXT NOT NULL,
    name   TEXT NOT NULL,
    why    BYTEA NOT NULL
);
CREATE TRIGGER county_history_stays BEFORE UPDATE OR DELETE ON county_history FOR EACH ROW
EXECUTE FUNCTION refuse('history is only added to');

-- Whose faults count towards a release's quarantine, and whose drifts, refusals and doubts towards a county's hold: applications, so that
-- one that comes again and again brings nobody else to a stop.
CREATE TABLE counted (
    what        TEXT NOT NULL CHECK (what IN ('fault', 'drift', 'refusal', 'doubt')),
    -- The release's digest, or the county's code.
    whose       TEXT NOT NULL,
    -- Of a refusal or a doubt a keyed digest of its words without numbers; of others empty.
    kind        BYTEA NOT NULL,
    application TEXT COLLATE "C" NOT NULL REFERENCES applications (id),
    PRIMARY KEY (what, whose, kind, application)
);

CREATE TABLE releases (
    seq      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    county   TEXT NOT NULL,
    at       BIGINT NOT NULL,
    digest   TEXT NOT NULL,
    version  TEXT NOT NULL,
    what     TEXT NOT NULL,
    role     TEXT NOT NULL,
    name     TEXT NOT NULL,
    why      BYTEA NOT NULL,
    manifest TEXT NOT NULL
);
CREATE INDEX releases_by_county ON releases (county, seq);
CREATE TRIGGER releases_stay BEFORE UPDATE OR DELETE ON releases FOR EACH ROW EXECUTE FUNCTION refuse('releases are only added to');

-- The forms that each release is known to work: one sealed text for each.
CREATE TABLE known_forms (
    county     TEXT COLLATE "C" NOT NULL,
    plugin     TEXT COLLATE "C" NOT NULL,
    forms      BYTEA NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (county, plugin)
);

-- What a version of the host that learnt from deliveries kept: empty here, unless a ledger of that time was brought over.
CREATE TABLE pages (
    county  TEXT COLLATE "C" NOT NULL,
    digest  BYTEA NOT NULL,
    page    BYTEA NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (county, digest)
);

-- A move in one statement: its row of history first, then the application as the move leaves it, if it is still as the move found it.
CREATE VIEW moves AS SELECT
    h.application, h.seq, h.at, h.event, h.from_state, h.to_state, h.role, h.name, h.why, h.plugin AS by_plugin,
    h.attempt, a.fence AS from_fence, a.fence, a.attempts, a.setbacks, a.not_before, a.committed_at,
    a.receipt_number, a.plugin, a.sending, a.attempts_before, a.interruptions, a.time_outs, a.faults, a.drifts,
    a.unsent, a.doubts, a.unanswered, a.denials, a.stopped_by
FROM history h JOIN applications a ON a.id = h.application;
CREATE FUNCTION make_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO history (application, seq, at, event, from_state, to_state, role, name, why, plugin, attempt)
    VALUES (NEW.application, NEW.seq, NEW.at, NEW.event, NEW.from_state, NEW.to_state, NEW.role, NEW.name, NEW.why,
        NEW.by_plugin, NEW.attempt);
    UPDATE applications SET
        state = NEW.to_state, moves = NEW.seq, fence = NEW.fence, attempts = NEW.attempts, setbacks = NEW.setbacks,
        not_before = NEW.not_before, committed_at = NEW.committed_at, receipt_number = NEW.receipt_number,
        plugin = NEW.plugin, sending = NEW.sending, attempts_before = NEW.attempts_before,
        interruptions = NEW.interruptions, time_outs = NEW.time_outs, faults = NEW.faults, drifts = NEW.drifts,
        unsent = NEW.unsent, doubts = NEW.doubts, unanswered = NEW.unanswered, denials = NEW.denials,
        stopped_by = NEW.stopped_by
    WHERE id = NEW.application AND state = NEW.from_state AND fence = NEW.from_fence AND moves = NEW.seq - 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the lease was lost' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moves_are_made INSTEAD OF INSERT ON moves FOR EACH ROW EXECUTE FUNCTION make_move();

-- The beginning of a piece of work in one statement: its record, its lease, what its county's next claim has to know.
CREATE VIEW work_begun AS SELECT
    w.fence, w.application, w.number, w.work, w.plugin, w.started_at, w.rehearses, l.county, l.host, l.expires_at, c.asked_last AS asks,
    c.last_start
FROM attempts w JOIN leases l ON l.fence = w.fence JOIN counties c ON c.county = l.county;
CREATE FUNCTION begin_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO attempts (fence, application, number, work, plugin, started_at, rehearses)
    VALUES (NEW.fence, NEW.application, NEW.number, NEW.work, NEW.plugin, NEW.started_at, NEW.rehearses);
    INSERT INTO leases (fence, application, county, host, expires_at)
    VALUES (NEW.fence, NEW.application, NEW.county, NEW.host, NEW.expires_at);
    INSERT INTO counties (county, asked_last, last_start) VALUES (NEW.county, NEW.asks, NEW.last_start)
    ON CONFLICT (county) DO UPDATE SET asked_last = excluded.asked_last, last_start = excluded.last_start;
    RETURN NEW;
END $$;
CREATE TRIGGER work_begins INSTEAD OF INSERT ON work_begun FOR EACH ROW EXECUTE FUNCTION begin_work();

-- Work that has ended gives its lease back, and with it its sessions.
CREATE FUNCTION end_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM leases WHERE fence = NEW.fence;
    RETURN NULL;
END $$;
CREATE TRIGGER work_ends AFTER UPDATE OF ended_at ON attempts FOR EACH ROW EXECUTE FUNCTION end_work();
