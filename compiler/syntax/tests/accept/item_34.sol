event E(address payable indexed a);
