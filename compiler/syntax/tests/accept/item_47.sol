function f() pure;
