contract C {
    mapping x;
}
