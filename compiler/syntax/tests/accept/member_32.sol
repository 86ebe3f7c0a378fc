contract C {
    uint x = a ? b : c;
}
