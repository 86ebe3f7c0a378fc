// What parses and solc's analysis refuses: an option twice, builtins of other assemblies and of forks before the merge.
contract Refused {
    function f() external {
        new Refused{salt: 0, salt: 1}(); //~ create2
        assembly { //~ inline-assembly
            pop(pc()) //~ pc
            pop(difficulty()) //~ block-prevrandao
        }
    }
}
