struct S { uint public a; }
