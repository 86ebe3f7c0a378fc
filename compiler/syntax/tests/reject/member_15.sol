contract C {
    uint override() x;
}
