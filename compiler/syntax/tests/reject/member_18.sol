contract C {
    address pure x;
}
