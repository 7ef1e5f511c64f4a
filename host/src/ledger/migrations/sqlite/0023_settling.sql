-- How long a county's site may not show what was sent, as its plugin says; nothing where that is as everywhere.
ALTER TABLE counties ADD COLUMN settling_ms INTEGER;
