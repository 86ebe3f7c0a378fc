contract C {
    uint x = 0xg;
}
