struct S { uint memory a; }
