contract C {
    transient transient x;
}
