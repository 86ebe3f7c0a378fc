contract C {
    uint x = 0x;
}
