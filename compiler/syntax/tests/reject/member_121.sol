contract C {
    uint x = 1e5000;
}
