contract C {
    function f() public {
        unicode"😀"; unicode'\u00e4'; unicode"" unicode"a";
    }
}
