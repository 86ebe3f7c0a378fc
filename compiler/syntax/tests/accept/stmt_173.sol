contract C {
    function f() public {
        from = at; global = layout; transient = from;
    }
}
