contract C {
    function f() public {
        do unchecked { } while (x);
    }
}
