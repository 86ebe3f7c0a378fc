contract C {
    uint constant immutable x;
}
