contract C {
    uint public transient x;
}
