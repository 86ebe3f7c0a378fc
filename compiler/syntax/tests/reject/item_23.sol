abstract struct S {}
