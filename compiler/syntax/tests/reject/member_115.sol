contract C {
    uint x = 0x1__2;
}
