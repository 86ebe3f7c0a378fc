contract C {
    mapping(uint) x;
}
