contract C {
    function f() public {
        emit from();
    }
}
