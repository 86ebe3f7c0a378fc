//! Workloads under every zkEVM type: the zkprism command.
