contract C {
    uint public public x;
}
