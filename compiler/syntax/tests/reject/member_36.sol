contract C {
    uint] x;
}
