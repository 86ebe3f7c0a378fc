contract C {
    function f() public {
        x = "\u12";
    }
}
