contract C {
    uint[1:2] x;
}
