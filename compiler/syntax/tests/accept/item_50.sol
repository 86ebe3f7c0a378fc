/// doc
contract C {}
