contract C {
    error[] x;
}
