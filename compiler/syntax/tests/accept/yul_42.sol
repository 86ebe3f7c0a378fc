contract C {
    function f() public {
        assembly {
            let uint256 := 1
        }
    }
}
