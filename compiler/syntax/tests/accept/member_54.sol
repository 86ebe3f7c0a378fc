contract C {
    error x;
}
