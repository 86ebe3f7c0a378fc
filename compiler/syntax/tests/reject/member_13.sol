contract C {
    uint virtual x;
}
