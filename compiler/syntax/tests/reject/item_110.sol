function f() pure view {}
