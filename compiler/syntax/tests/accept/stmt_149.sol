contract C {
    function f() public {
        "\n\r\t\\\'\""; "\x41"; "\u0041"; "\ud800";
    }
}
