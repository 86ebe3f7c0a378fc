function f() returns () {}
