contract C {
    fallback {}
}
