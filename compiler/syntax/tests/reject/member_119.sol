contract C {
    uint x = 1 ether ether;
}
