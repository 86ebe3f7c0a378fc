// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// What keccak-256 costs: chains of hashes, a Merkle proof, a commitment.
contract Hashes {
    error WrongPreimage(bytes32 expected, bytes32 actual);

    event Revealed(address indexed by, uint256 secret);

    mapping(address => bytes32) public commitments;

    /// keccak-256 of a word, so many times.
    function chain(bytes32 start, uint256 rounds) external pure returns (bytes32 hash) {
        hash = start;
        for (uint256 i = 0; i < rounds; i++) {
            hash = keccak256(abi.encode(hash));
        }
    }

    /// A tree's root from a leaf and its siblings. The bits of `index` say on which side they are.
    function root(bytes32 leaf, uint256 index, bytes32 a, bytes32 b, bytes32 c) external pure returns (bytes32) {
        bytes32 node = parent(leaf, a, index & 1 != 0);
        node = parent(node, b, index & 2 != 0);
        return parent(node, c, index & 4 != 0);
    }

    /// Commits to a secret without telling it.
    function commit(bytes32 commitment) external {
        commitments[msg.sender] = commitment;
    }

    /// Tells the secret.
    function reveal(uint256 secret, uint256 salt) external {
        bytes32 hash = keccak256(abi.encode(msg.sender, secret, salt));
        if (hash != commitments[msg.sender]) revert WrongPreimage(commitments[msg.sender], hash);
        delete commitments[msg.sender];
        emit Revealed(msg.sender, secret);
    }

    /// Five words are more than one block.
    function five(uint256 x) external pure returns (bytes32) {
        return keccak256(abi.encode(x, x + 1, x + 2, x + 3, x + 4));
    }

    function parent(bytes32 node, bytes32 sibling, bool isRight) private pure returns (bytes32) {
        return isRight ? keccak256(abi.encode(sibling, node)) : keccak256(abi.encode(node, sibling));
    }
}
