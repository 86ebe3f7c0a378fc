pragma experimental SMTChecker;
