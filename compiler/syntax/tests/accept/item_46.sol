function f(uint a, string memory b) pure returns (uint, bool c) { return (a, true); }
