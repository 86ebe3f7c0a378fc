struct S { uint a; };
