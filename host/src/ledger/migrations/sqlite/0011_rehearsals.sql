-- A piece of work that fills a county's form and sends nothing. `work` says of it that it was to submit, as its check allows no other word.

ALTER TABLE attempts ADD COLUMN rehearses INTEGER NOT NULL DEFAULT 0 CHECK (rehearses IN (0, 1));

CREATE VIEW work AS SELECT *, CASE rehearses WHEN 1 THEN 'rehearse' ELSE work END AS kind FROM attempts;
