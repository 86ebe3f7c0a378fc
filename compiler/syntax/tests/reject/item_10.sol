contract C {
