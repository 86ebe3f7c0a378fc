contract C {
    function f() public {
        1 wei; 1 gwei; 1 ether; 1 seconds; 1 minutes; 1 hours; 1 days; 1 weeks; 1.5 ether;
    }
}
