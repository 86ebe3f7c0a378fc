//! Solidity to EVM bytecode and to ZK programs: names and types, IR, passes, back ends.
