event E(uint indexed indexed a);
