contract C {
    function f() public {
        assembly {
            case 1 { }
        }
    }
}
