function f(uint a uint b) {}
