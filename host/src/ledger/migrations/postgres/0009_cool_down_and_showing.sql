-- How long a county counts a session that nobody signed out of, as its plugin says: by then it is counted here, too.

-- Hosts that run write meanwhile: one after the other, as all writers do.
SELECT pg_advisory_xact_lock(1886352244);

ALTER TABLE sessions ADD COLUMN cools_ms BIGINT NOT NULL DEFAULT 0;
CREATE TABLE cooling_sessions (
    fence   BIGINT NOT NULL,
    county  TEXT NOT NULL,
    name    TEXT NOT NULL,
    account TEXT NOT NULL,
    since   BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    PRIMARY KEY (fence, name)
);

-- How long after its commit an application was shown at last that its county had said it did not have.
ALTER TABLE counties ADD COLUMN shown_after_ms BIGINT;

CREATE OR REPLACE FUNCTION end_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE counties SET service_ms = (coalesce(service_ms, NEW.ended_at - NEW.started_at) * 7 + NEW.ended_at - NEW.started_at) / 8
    WHERE NEW.outcome IN ('delivered', 'confirm') AND NEW.work = 'submit' AND NEW.ended_at - NEW.started_at BETWEEN 1 AND 3600000
        AND county = (SELECT l.county FROM leases l WHERE l.fence = NEW.fence);
    -- By the clock of leases, from the end of this one, which is a little later than now.
    INSERT INTO cooling_sessions (fence, county, name, account, since, until)
    SELECT s.fence, s.county, s.name, s.account, l.expires_at, l.expires_at + s.cools_ms
    FROM sessions s JOIN leases l ON l.fence = s.fence WHERE s.fence = NEW.fence AND s.cools_ms > 0
    ON CONFLICT (fence, name) DO UPDATE SET since = excluded.since, until = excluded.until;
    DELETE FROM cooling_sessions WHERE until <= (SELECT expires_at FROM leases WHERE fence = NEW.fence) - 3600000;
    DELETE FROM leases WHERE fence = NEW.fence;
    RETURN NULL;
END $$;
