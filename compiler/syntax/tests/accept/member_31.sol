contract C {
    uint x = f{value: 1}(2);
}
