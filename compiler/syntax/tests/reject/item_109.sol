function f() public public {}
