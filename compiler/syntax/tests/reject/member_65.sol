contract C {
    constructor f() {}
}
