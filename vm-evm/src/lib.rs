//! EVM bytecode on revm, and the trace of what it did.
