contract C {
    uint x = 3in;
}
