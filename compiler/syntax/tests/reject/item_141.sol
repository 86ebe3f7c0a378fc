// ‮ 
contract C {}
