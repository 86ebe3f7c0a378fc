contract C {
    mapping() x;
}
