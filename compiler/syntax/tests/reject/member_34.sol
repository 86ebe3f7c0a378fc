contract C {
    uint[1 x;
}
