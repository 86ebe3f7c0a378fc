contract C {
    function f() public {
        assembly {
            let $a_1.b := 1
        }
    }
}
