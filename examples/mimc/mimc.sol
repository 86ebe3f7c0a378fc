// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// MiMC (Albrecht et al., ePrint 2016/492) over the scalar field of BN254: rounds of x^7, where 7 is the least exponent that permutes it.
contract MiMC {
    uint256 constant FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

    /// The cipher: so many rounds, the key added before each. Round constants are powers of 5, the first round has none.
    function encrypt(uint256 x, uint256 key, uint256 rounds) public pure returns (uint256) {
        require(x < FIELD && key < FIELD);
        uint256 roundConstant = 0;
        for (uint256 i = 0; i < rounds; i++) {
            x = seventh(addmod(addmod(x, key, FIELD), roundConstant, FIELD));
            roundConstant = addmod(mulmod(roundConstant, 5, FIELD), 1, FIELD);
        }
        return addmod(x, key, FIELD);
    }

    /// Two words compressed to one, as Miyaguchi and Preneel have it.
    function compress(uint256 left, uint256 right, uint256 rounds) external pure returns (uint256) {
        return addmod(addmod(encrypt(right, left, rounds), left, FIELD), right, FIELD);
    }

    /// x^7 by four products.
    function seventh(uint256 x) private pure returns (uint256) {
        uint256 square = mulmod(x, x, FIELD);
        return mulmod(mulmod(mulmod(square, square, FIELD), square, FIELD), x, FIELD);
    }
}
