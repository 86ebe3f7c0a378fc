function f() virtual virtual {}
