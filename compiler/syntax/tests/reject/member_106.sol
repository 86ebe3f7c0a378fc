contract C {
    uint x = 1..2;
}
