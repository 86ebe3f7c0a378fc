/* ‮ */ contract C {}
