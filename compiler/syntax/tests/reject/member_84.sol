contract C {
    x = 1;
}
