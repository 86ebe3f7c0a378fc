contract C { uint x; function f() public { } 
