contract C {
    uint transient transient;
}
