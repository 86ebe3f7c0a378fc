contract C {
    error.x y;
}
