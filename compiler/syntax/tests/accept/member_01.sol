contract C {
    uint public x = 1;
}
