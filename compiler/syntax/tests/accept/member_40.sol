contract C {
    function f() public virtual override(A, B) view m(1) n returns (uint a) {}
}
