contract C {
    uint storage x;
}
