contract C {
    function f() public {
        do {} while;
    }
}
