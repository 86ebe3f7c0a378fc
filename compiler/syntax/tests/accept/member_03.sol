contract C {
    uint immutable x;
}
