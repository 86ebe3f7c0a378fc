contract C {
    function f(uint memory storage a) {}
}
