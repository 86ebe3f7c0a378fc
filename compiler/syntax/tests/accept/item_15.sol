contract A {} contract C is A {}
