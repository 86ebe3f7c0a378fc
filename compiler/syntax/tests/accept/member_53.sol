contract C {
    error E(uint a);
}
