contract C {
    function f() public {
        payable(a).transfer(1);
    }
}
