contract C {
    uint x = 0x1 days;
}
