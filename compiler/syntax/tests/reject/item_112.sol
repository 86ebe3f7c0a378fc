function f() override override {}
