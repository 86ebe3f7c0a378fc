contract C {
    uint constant constant x;
}
