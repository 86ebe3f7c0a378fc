// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Hashes and the signer of one.
bytes32 constant ROLE = keccak256("ROLE"); //~ keccak256

contract Hashes {
    bytes32 immutable domain = keccak256(abi.encode(ROLE)); //~ keccak256
    bytes4 constant SELECTOR = bytes4(keccak256("f()")); //~ keccak256

    function all(bytes calldata data, uint8 v, bytes32 r) external view returns (bytes32, address) {
        bytes32 hash = sha256(data); //~ sha256
        bytes20 short = ripemd160(data); //~ ripemd160
        hash = hash ^ short ^ domain ^ SELECTOR;
        return (
            hash,
            ecrecover(keccak256(data), v, r, r) //~ ecrecover keccak256
        );
    }
}
