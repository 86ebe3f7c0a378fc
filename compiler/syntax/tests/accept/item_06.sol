import "a.sol" as a;
