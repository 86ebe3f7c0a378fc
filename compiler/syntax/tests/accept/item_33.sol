event E(uint indexed a, bytes b, string indexed) anonymous;
