contract C {
    uint transient transient x;
}
