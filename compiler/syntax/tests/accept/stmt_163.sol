contract C {
    function f() public {
        this; super.f(); msg.sender; now;
    }
}
