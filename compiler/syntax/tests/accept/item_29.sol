error E(uint a, string, address payable to);
