contract C {}
