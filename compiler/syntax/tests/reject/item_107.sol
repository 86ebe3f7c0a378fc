function f() returns (uint a,) {}
