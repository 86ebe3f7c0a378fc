contract C {
    function f() public {
        assembly {
            let x := address() let y := byte(0, 1) let z := not(0)
        }
    }
}
