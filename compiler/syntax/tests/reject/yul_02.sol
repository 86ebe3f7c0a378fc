contract C {
    function f() public {
        assembly {
            let a :=
        }
    }
}
