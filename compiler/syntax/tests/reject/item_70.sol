error E(uint indexed a);
