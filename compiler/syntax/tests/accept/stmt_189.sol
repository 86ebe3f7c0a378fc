contract C {
    function f() public {
        string memory s = "a\\n";
    }
}
