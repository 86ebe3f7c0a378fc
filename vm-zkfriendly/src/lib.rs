//! The ZK-friendly register machine: instruction table, assembler, program check, interpreter, trace.
