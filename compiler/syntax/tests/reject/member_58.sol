contract C {
    function f(uint public a) {}
}
