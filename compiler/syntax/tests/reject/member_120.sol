contract C {
    uint x = 1e1000000;
}
