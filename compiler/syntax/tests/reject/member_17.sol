contract C {
    uint payable x;
}
