-- Of what is due together, what was set back least has its turn first.
DROP INDEX applications_by_turn;
CREATE INDEX applications_by_turn ON applications (county, state, deadline, setbacks, id);
