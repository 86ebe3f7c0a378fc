contract C {
    function f() public {
        assembly {
            switch f(x) case "a" { } case hex"00" { } case true { }
        }
    }
}
