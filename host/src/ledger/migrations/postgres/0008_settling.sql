-- How long a county's site may not show what was sent, as its plugin says; nothing where that is as everywhere.

-- Hosts that run write meanwhile: one after the other, as all writers do.
SELECT pg_advisory_xact_lock(1886352244);

ALTER TABLE counties ADD COLUMN settling_ms BIGINT;
