// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Members that take the names of the language, in the contract and in those that inherit from it.
contract Base {
    struct Header {
        uint256 number;
    }

    Header internal block;
    Header private tx;

    function gasleft() internal pure returns (uint256) {
        return 7;
    }

    function blockhash(uint256) external pure returns (bytes32) {}

    function sum() internal view returns (uint256) {
        return block.number + tx.number + gasleft();
    }

    function visible() internal view returns (bytes32) {
        return blockhash(1); //~ blockhash
    }
}

contract Middle is Base {}

contract Derived is Middle {
    function inherited() external view returns (uint256) {
        return block.number + gasleft();
    }

    function privateIsNot() external view returns (address) {
        return tx.origin; //~ tx-origin
    }
}

contract Other {
    function elsewhere() external view returns (uint256) {
        return block.number + gasleft(); //~ block-number gasleft
    }

    function overloaded(uint256 a) internal pure returns (uint256) {
        return a;
    }

    function overloaded() internal view returns (address) {
        return address(this);
    }

    function sum() external view returns (uint256) {
        return overloaded().balance + overloaded(1); //~ address-balance
    }
}
