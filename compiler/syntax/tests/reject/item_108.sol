function f() returns (uint) pure {}
