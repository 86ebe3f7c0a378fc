contract C {
    f();
}
