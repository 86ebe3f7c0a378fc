contract C {
    uint private constant X = 1;
}
