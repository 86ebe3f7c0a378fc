contract C {
    event E(uint a);
}
