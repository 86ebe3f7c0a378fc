//! Solidity 0.8 source text to tokens and a syntax tree.
