contract C {
    "a";
}
