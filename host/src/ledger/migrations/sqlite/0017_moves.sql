-- What the host writes together it says in one statement: each way to the database and back costs more than what is done there.

-- A move in one statement: its row of history first, then the application as the move leaves it, if it is still as the move found it.
CREATE VIEW moves AS SELECT
    h.application, h.seq, h.at, h.event, h.from_state, h.to_state, h.role, h.name, h.why, h.plugin AS by_plugin,
    h.attempt, a.fence AS from_fence, a.fence, a.attempts, a.setbacks, a.not_before, a.committed_at,
    a.receipt_number, a.plugin, a.sending, a.attempts_before, a.interruptions, a.time_outs, a.faults, a.drifts,
    a.unsent, a.doubts, a.unanswered, a.denials, a.stopped_by
FROM history h JOIN applications a ON a.id = h.application;
CREATE TRIGGER moves_are_made INSTEAD OF INSERT ON moves BEGIN
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
    SELECT RAISE(ABORT, 'the lease was lost') WHERE changes() <> 1;
END;

-- The beginning of a piece of work in one statement: its record, its lease, what its county's next claim has to know.
CREATE VIEW work_begun AS SELECT
    w.fence, w.application, w.number, w.work, w.plugin, w.started_at, w.rehearses, l.county, l.host, l.expires_at, c.asked_last AS asks,
    c.last_start
FROM attempts w JOIN leases l ON l.fence = w.fence JOIN counties c ON c.county = l.county;
CREATE TRIGGER work_begins INSTEAD OF INSERT ON work_begun BEGIN
    INSERT INTO attempts (fence, application, number, work, plugin, started_at, rehearses)
    VALUES (NEW.fence, NEW.application, NEW.number, NEW.work, NEW.plugin, NEW.started_at, NEW.rehearses);
    INSERT INTO leases (fence, application, county, host, expires_at)
    VALUES (NEW.fence, NEW.application, NEW.county, NEW.host, NEW.expires_at);
    INSERT INTO counties (county, asked_last, last_start) VALUES (NEW.county, NEW.asks, NEW.last_start)
    ON CONFLICT (county) DO UPDATE SET asked_last = excluded.asked_last, last_start = excluded.last_start;
END;

-- Work that has ended gives its lease back, and with it its sessions.
CREATE TRIGGER work_ends AFTER UPDATE OF ended_at ON attempts BEGIN
    DELETE FROM leases WHERE fence = NEW.fence;
END;
