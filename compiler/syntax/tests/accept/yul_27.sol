contract C {
    function f() public {
        assembly {
            let a := hex"001122"
        }
    }
}
