// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Contracts that are created, their code, and their end; memory that is taken.
contract Child {
    constructor() payable {}

    function end() external {
        selfdestruct(payable(msg.sender)); //~ selfdestruct
    }
}

contract Creation {
    uint256[] list; //~ hashed-slot

    function create(bytes32 seed) external payable returns (Child child) {
        child = new Child(); //~ create
        child = new Child{value: 1}(); //~ create
        child = new Child{salt: seed}(); //~ create2
        child = new Child{value: 1, salt: keccak256(abi.encode(seed))}(); //~ create2 keccak256
        child = (new Child){salt: seed}(); //~ create2
        new Child().end(); //~ create
    }

    function code() external pure returns (bytes memory, bytes memory) {
        return (
            type(Child).creationCode, //~ creation-code
            type(Child).runtimeCode //~ runtime-code
        );
    }

    function memories(uint256 n) external pure returns (uint256[] memory words, bytes memory data, string memory text) {
        words = new uint256[](n); //~ dynamic-memory
        data = new bytes(n); //~ dynamic-memory
        text = new string(n); //~ dynamic-memory
        Child[][] memory children = new Child[][](n); //~ dynamic-memory
        uint256[3] memory three = [uint256(1), 2, type(uint256).max];
        words[0] = three[0] + children.length;
    }
}
