contract C {
    uint transient public x;
}
