function f(uint a,) {}
