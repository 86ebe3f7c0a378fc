//! The opcodes of the evm phase: name, opcode, arity and effects of each, once.
//!
//! Operands stand in the EVM's order: the first is on top of the stack. Control flow, stack and push opcodes are missing:
//! they are terminators, the stack scheduler's, and `const`. The last rows are no opcodes but a few of them; they stand for
//! what only the assembler knows.

use super::instruction::Effects;

macro_rules! for_each_evm_op {
    ($reader:ident) => {
        $reader! {
            "add" Add 0x01 2 -> 1 PURE;
            "mul" Mul 0x02 2 -> 1 PURE;
            "sub" Sub 0x03 2 -> 1 PURE;
            "div" Div 0x04 2 -> 1 PURE;
            "sdiv" Sdiv 0x05 2 -> 1 PURE;
            "mod" Mod 0x06 2 -> 1 PURE;
            "smod" Smod 0x07 2 -> 1 PURE;
            "addmod" Addmod 0x08 3 -> 1 PURE;
            "mulmod" Mulmod 0x09 3 -> 1 PURE;
            "exp" Exp 0x0a 2 -> 1 PURE;
            "signextend" Signextend 0x0b 2 -> 1 PURE;
            "lt" Lt 0x10 2 -> 1 PURE;
            "gt" Gt 0x11 2 -> 1 PURE;
            "slt" Slt 0x12 2 -> 1 PURE;
            "sgt" Sgt 0x13 2 -> 1 PURE;
            "eq" Eq 0x14 2 -> 1 PURE;
            "iszero" Iszero 0x15 1 -> 1 PURE;
            "and" And 0x16 2 -> 1 PURE;
            "or" Or 0x17 2 -> 1 PURE;
            "xor" Xor 0x18 2 -> 1 PURE;
            "not" Not 0x19 1 -> 1 PURE;
            "byte" Byte 0x1a 2 -> 1 PURE;
            "shl" Shl 0x1b 2 -> 1 PURE;
            "shr" Shr 0x1c 2 -> 1 PURE;
            "sar" Sar 0x1d 2 -> 1 PURE;
            "keccak256" Keccak256 0x20 2 -> 1 READS_MEMORY;
            "address" Address 0x30 0 -> 1 READS_CONTEXT;
            "origin" Origin 0x32 0 -> 1 READS_CONTEXT;
            "caller" Caller 0x33 0 -> 1 READS_CONTEXT;
            "callvalue" Callvalue 0x34 0 -> 1 READS_CONTEXT;
            "calldataload" Calldataload 0x35 1 -> 1 READS_CONTEXT;
            "calldatasize" Calldatasize 0x36 0 -> 1 READS_CONTEXT;
            "calldatacopy" Calldatacopy 0x37 3 -> 0 READS_CONTEXT | WRITES_MEMORY;
            "gasprice" Gasprice 0x3a 0 -> 1 READS_CONTEXT;
            "blockhash" Blockhash 0x40 1 -> 1 READS_CONTEXT;
            "coinbase" Coinbase 0x41 0 -> 1 READS_CONTEXT;
            "timestamp" Timestamp 0x42 0 -> 1 READS_CONTEXT;
            "number" Number 0x43 0 -> 1 READS_CONTEXT;
            "prevrandao" Prevrandao 0x44 0 -> 1 READS_CONTEXT;
            "gaslimit" Gaslimit 0x45 0 -> 1 READS_CONTEXT;
            "chainid" Chainid 0x46 0 -> 1 READS_CONTEXT;
            "basefee" Basefee 0x48 0 -> 1 READS_CONTEXT;
            "blobhash" Blobhash 0x49 1 -> 1 READS_CONTEXT;
            "blobbasefee" Blobbasefee 0x4a 0 -> 1 READS_CONTEXT;
            "mload" Mload 0x51 1 -> 1 READS_MEMORY;
            "mstore" Mstore 0x52 2 -> 0 WRITES_MEMORY;
            "mstore8" Mstore8 0x53 2 -> 0 WRITES_MEMORY;
            "sload" Sload 0x54 1 -> 1 READS_STORAGE;
            "sstore" Sstore 0x55 2 -> 0 WRITES_STORAGE;
            "gas" Gas 0x5a 0 -> 1 READS_MACHINE;
            "tload" Tload 0x5c 1 -> 1 READS_TRANSIENT;
            "tstore" Tstore 0x5d 2 -> 0 WRITES_TRANSIENT;
            "mcopy" Mcopy 0x5e 3 -> 0 READS_MEMORY | WRITES_MEMORY;
            "log0" Log0 0xa0 2 -> 0 READS_MEMORY | ACTS_OUTSIDE;
            "log1" Log1 0xa1 3 -> 0 READS_MEMORY | ACTS_OUTSIDE;
            "log2" Log2 0xa2 4 -> 0 READS_MEMORY | ACTS_OUTSIDE;
            "log3" Log3 0xa3 5 -> 0 READS_MEMORY | ACTS_OUTSIDE;
            "log4" Log4 0xa4 6 -> 0 READS_MEMORY | ACTS_OUTSIDE;
            /// The first byte of memory that belongs to no cell of the stack scheduler: buffers and the heap start there.
            "free_base" FreeBase None 0 -> 1 PURE;
            /// Bytes of constructor arguments behind the deploy code.
            "constructor_args_size" ConstructorArgsSize None 0 -> 1 READS_CONTEXT;
            /// `destination, size`: copies the start of the constructor's arguments to memory, zeros behind their end.
            "constructor_args_copy" ConstructorArgsCopy None 2 -> 0 READS_CONTEXT | WRITES_MEMORY;
        }
    };
}

macro_rules! define_evm_op {
    ($($(#[$doc:meta])* $text:literal $name:ident $opcode:tt $args:literal -> $results:literal $($effect:ident)|+;)*) => {
        /// An operation on EVM words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EvmOp {
            $(#[doc = concat!("`", $text, "`")] $(#[$doc])* $name,)*
        }

        impl EvmOp {
            /// All of them, in the table's order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name, in lower case.
            pub fn mnemonic(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Its opcode; `None` for what only the assembler can expand.
            pub fn opcode(self) -> Option<u8> {
                match self { $(Self::$name => define_evm_op!(@opcode $opcode),)* }
            }

            /// How many words it takes.
            pub fn operands(self) -> usize {
                match self { $(Self::$name => $args,)* }
            }

            /// How many words it gives: 0 or 1.
            pub fn results(self) -> usize {
                match self { $(Self::$name => $results,)* }
            }

            /// What it does besides.
            pub fn effects(self) -> Effects {
                match self { $(Self::$name => Effects::PURE$(.union(Effects::$effect))+,)* }
            }

            /// The operation of this name.
            pub fn from_mnemonic(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
    (@opcode None) => { None };
    (@opcode $opcode:literal) => { Some($opcode) };
}
for_each_evm_op!(define_evm_op);
