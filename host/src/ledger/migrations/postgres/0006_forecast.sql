-- What the forecast reads every half minute, without looking at more than it needs: attempts by their end, arrivals by their time.

-- Hosts that run write meanwhile: one after the other, as all writers do.
SELECT pg_advisory_xact_lock(1886352244);
CREATE INDEX attempts_by_end ON attempts (ended_at, fence) WHERE ended_at IS NOT NULL;
CREATE INDEX applications_by_arrival ON applications (received_at, county);
-- How many browser sessions a host has; none of one of an earlier version.
ALTER TABLE hosts ADD COLUMN sessions BIGINT;
