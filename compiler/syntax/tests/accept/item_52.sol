/* a * b / c ** */ contract C {}
