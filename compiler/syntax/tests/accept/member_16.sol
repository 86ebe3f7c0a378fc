contract C {
    address payable[] x;
}
