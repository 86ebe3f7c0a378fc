struct S { a; }
