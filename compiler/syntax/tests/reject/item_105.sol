function f() returns {}
