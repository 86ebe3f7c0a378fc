contract C {
    error error = 1;
}
