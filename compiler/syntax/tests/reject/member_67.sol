contract C {
    constructor() returns {}
}
