contract C {
    uint x;
}
