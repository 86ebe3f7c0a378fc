contract C {
    import "a";
}
