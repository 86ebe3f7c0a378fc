contract C {
    modifier m(uint a) { require(a > 0); _; }
}
