contract C {
    function f() public {
        a || b && c == d < e | f ^ g & h << i + j * k ** l;
    }
}
