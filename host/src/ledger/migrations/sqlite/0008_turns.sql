-- Of what is due together, what was set back least has its turn first.
DROP INDEX applications_by_turn;
CREATE INDEX applications_by_turn ON applications (county, state, deadline, setbacks, id);
-- Doubts of a county, the most urgent first.
CREATE INDEX applications_in_doubt ON applications (county, deadline, id) WHERE state = 'in_doubt';
