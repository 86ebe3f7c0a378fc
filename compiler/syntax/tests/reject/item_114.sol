function f() {} }
