struct S { uint a; mapping(uint => S) m; function(uint) external f; S[] s; }
