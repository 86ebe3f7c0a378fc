contract C {
    function f() public {
        address payable[] memory a;
    }
}
