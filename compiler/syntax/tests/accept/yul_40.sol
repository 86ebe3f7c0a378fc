contract C {
    function f() public {
        assembly {
            function g() -> r { for { } 1 { } { leave } }
        }
    }
}
