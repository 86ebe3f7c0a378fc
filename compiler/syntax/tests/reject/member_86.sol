contract C {
    1;
}
