abstract contract C {}
