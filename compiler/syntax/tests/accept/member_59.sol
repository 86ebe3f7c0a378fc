contract C {
    error public x;
}
