function f( {}
