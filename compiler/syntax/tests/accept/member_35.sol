contract C {
    constructor() internal {}
}
