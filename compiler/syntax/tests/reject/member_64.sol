contract C {
    constructor {}
}
