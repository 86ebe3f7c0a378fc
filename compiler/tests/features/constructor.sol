// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Code that a constructor returns itself; a library that is linked.
contract Proxy {
    constructor(bytes memory code) {
        assembly { //~ inline-assembly
            function done(from, size) {
                return(from, size) //~ constructor-return
            }
            done(add(code, 32), mload(code))
        }
    }

    function elsewhere() external pure {
        assembly { //~ inline-assembly
            return(0, 0)
        }
    }
}

library Linked {
    function outer(uint256 a) external pure returns (uint256) { //~ linked-library
        return inner(a);
    }

    function open(uint256 a) public pure returns (uint256) { //~ linked-library
        return a;
    }

    function inner(uint256 a) internal pure returns (uint256) {
        return open(a);
    }
}
