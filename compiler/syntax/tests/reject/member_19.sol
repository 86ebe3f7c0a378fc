contract C {
    address view x;
}
