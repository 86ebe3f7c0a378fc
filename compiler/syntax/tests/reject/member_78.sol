contract C {
    contract D {}
}
