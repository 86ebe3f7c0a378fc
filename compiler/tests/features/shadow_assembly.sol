// Functions of assembly that take a name that is no builtin any more. They are visible in all of their block.
contract ShadowAssembly {
    function f() external pure returns (uint256 r) {
        assembly { //~ inline-assembly
            r := difficulty()
            {
                r := add(r, difficulty())
                function other() -> x { x := difficulty() }
                r := other()
            }
            function difficulty() -> x { x := 1 }
        }
        assembly { //~ inline-assembly
            r := difficulty() //~ block-prevrandao
            if r {
                function difficulty() -> x { x := 2 }
                r := difficulty()
            }
            r := difficulty() //~ block-prevrandao
        }
    }
}
