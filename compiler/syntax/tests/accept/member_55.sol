contract C {
    error error;
}
