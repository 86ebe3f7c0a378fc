function f() override() {}
