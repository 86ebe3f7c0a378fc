contract C {
    uint immutable public x = 5;
}
