//! The instruction table: name, types, effects and phase of every instruction, once.
//!
//! A row reads: text name, variant, immediate (in the text form `name[immediate]`), what `T` and `U` range over, operand
//! types -> result types, effects, phase. `T` and `U` are the same type wherever they stand in a row; a final `Values`
//! stands for any number of operands or results. Opcodes of the evm phase have their own table, [`super::evm_op`].

use std::ops::BitOr;

use ruint::aliases::U256;

use super::evm_op::EvmOp;
use super::module::{FuncId, VarId};
use super::signature::{Class, Pattern, Signature};

/// What an instruction does besides computing its results from its operands. Passes ask this; nothing else says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects(u16);

impl Effects {
    /// Nothing: may be removed, repeated and moved.
    pub const PURE: Self = Self(0);
    /// Reads the call's data or the chain's context. Constant throughout a message call, so movable and repeatable.
    pub const READS_CONTEXT: Self = Self(1 << 0);
    /// Reads EVM memory.
    pub const READS_MEMORY: Self = Self(1 << 1);
    /// Writes EVM memory.
    pub const WRITES_MEMORY: Self = Self(1 << 2);
    /// Reads storage.
    pub const READS_STORAGE: Self = Self(1 << 3);
    /// Writes storage.
    pub const WRITES_STORAGE: Self = Self(1 << 4);
    /// Reads transient storage.
    pub const READS_TRANSIENT: Self = Self(1 << 5);
    /// Writes transient storage.
    pub const WRITES_TRANSIENT: Self = Self(1 << 6);
    /// Reads the return data buffer.
    pub const READS_RETURN_DATA: Self = Self(1 << 7);
    /// Replaces the return data buffer.
    pub const WRITES_RETURN_DATA: Self = Self(1 << 8);
    /// Emits a log or acts on another account; never removed, never reordered with its like.
    pub const ACTS_OUTSIDE: Self = Self(1 << 9);
    /// May end the call by reverting; doesn't move across writes, logs or calls.
    pub const MAY_REVERT: Self = Self(1 << 10);
    /// May not come back to the next instruction for another reason: it ends the call, or runs forever.
    pub const MAY_NOT_RETURN: Self = Self(1 << 11);
    /// Its result differs from one execution to the next with nothing else changing (remaining gas, memory size).
    pub const READS_MACHINE: Self = Self(1 << 12);
    /// All of the above: an internal call, until a pass knows better.
    pub const ANY: Self = Self((1 << 13) - 1);

    /// Whether every effect of `other` is among these.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether some effect of `other` is among these.
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOr for Effects {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.union(other)
    }
}

/// Where an instruction is legal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Before a target is chosen.
    Abstract,
    /// EVM words and opcodes.
    Evm,
    /// Either.
    Both,
}

macro_rules! for_each_instruction { ($reader:ident) => { $reader! {
    /// The immediate, a clean word, as a value of any type but a place.
    "const" Const(U256) <Scalar, None> [] -> [T] PURE, Both;

    // Arithmetic. `checked_` panics with 0x11 where the result doesn't fit the type; `wrapping_` keeps its low bits.
    /// `a + b`, panics with 0x11 on overflow.
    "checked_add" CheckedAdd <Integer, None> [T, T] -> [T] MAY_REVERT, Abstract;
    /// `a - b`, panics with 0x11 on overflow.
    "checked_sub" CheckedSub <Integer, None> [T, T] -> [T] MAY_REVERT, Abstract;
    /// `a * b`, panics with 0x11 on overflow.
    "checked_mul" CheckedMul <Integer, None> [T, T] -> [T] MAY_REVERT, Abstract;
    /// `a / b` towards zero, panics with 0x12 if `b` is 0, with 0x11 if `a` is the least `intN` and `b` is -1.
    "checked_div" CheckedDiv <Integer, None> [T, T] -> [T] MAY_REVERT, Abstract;
    /// `a ** b`, panics with 0x11 on overflow; `0 ** 0` is 1.
    "checked_exp" CheckedExp <Integer, Unsigned> [T, U] -> [T] MAY_REVERT, Abstract;
    /// `-a`, panics with 0x11 if `a` is the least `intN`.
    "checked_neg" CheckedNeg <Signed, None> [T] -> [T] MAY_REVERT, Abstract;
    /// `a + b` modulo 2^N.
    "wrapping_add" WrappingAdd <Integer, None> [T, T] -> [T] PURE, Abstract;
    /// `a - b` modulo 2^N.
    "wrapping_sub" WrappingSub <Integer, None> [T, T] -> [T] PURE, Abstract;
    /// `a * b` modulo 2^N.
    "wrapping_mul" WrappingMul <Integer, None> [T, T] -> [T] PURE, Abstract;
    /// `a / b` towards zero, panics with 0x12 if `b` is 0 (also in `unchecked`); the least `intN` divided by -1 is itself.
    "wrapping_div" WrappingDiv <Integer, None> [T, T] -> [T] MAY_REVERT, Abstract;
    /// `a ** b` modulo 2^N.
    "wrapping_exp" WrappingExp <Integer, Unsigned> [T, U] -> [T] PURE, Abstract;
    /// `-a` modulo 2^N.
    "wrapping_neg" WrappingNeg <Signed, None> [T] -> [T] PURE, Abstract;
    /// `a % b` with the sign of `a`, panics with 0x12 if `b` is 0.
    "mod" Mod <Integer, None> [T, T] -> [T] MAY_REVERT, Abstract;
    /// `(a + b) % m` without overflow in between, panics with 0x12 if `m` is 0.
    "addmod" AddMod <None, None> [Uint256, Uint256, Uint256] -> [Uint256] MAY_REVERT, Abstract;
    /// `(a * b) % m` without overflow in between, panics with 0x12 if `m` is 0.
    "mulmod" MulMod <None, None> [Uint256, Uint256, Uint256] -> [Uint256] MAY_REVERT, Abstract;

    // Comparison. Signed types compare as signed; `bytesN` and addresses as numbers.
    /// `a == b`
    "eq" Eq <ValueType, None> [T, T] -> [Bool] PURE, Abstract;
    /// `a != b`
    "ne" Ne <ValueType, None> [T, T] -> [Bool] PURE, Abstract;
    /// `a < b`
    "lt" Lt <Ordered, None> [T, T] -> [Bool] PURE, Abstract;
    /// `a > b`
    "gt" Gt <Ordered, None> [T, T] -> [Bool] PURE, Abstract;
    /// `a <= b`
    "le" Le <Ordered, None> [T, T] -> [Bool] PURE, Abstract;
    /// `a >= b`
    "ge" Ge <Ordered, None> [T, T] -> [Bool] PURE, Abstract;

    // Bits.
    /// `!a`
    "not" Not <None, None> [Bool] -> [Bool] PURE, Abstract;
    /// `a & b`
    "bit_and" BitAnd <Bits, None> [T, T] -> [T] PURE, Abstract;
    /// `a | b`
    "bit_or" BitOr <Bits, None> [T, T] -> [T] PURE, Abstract;
    /// `a ^ b`
    "bit_xor" BitXor <Bits, None> [T, T] -> [T] PURE, Abstract;
    /// `~a`
    "bit_not" BitNot <Bits, None> [T] -> [T] PURE, Abstract;
    /// `a << b`, without what leaves the type; a shift by its width or more gives 0.
    "shl" Shl <Bits, Unsigned> [T, U] -> [T] PURE, Abstract;
    /// `a >> b`, filled with the sign for `intN`, within the N bytes for `bytesN`.
    "shr" Shr <Bits, Unsigned> [T, U] -> [T] PURE, Abstract;

    // Conversion. Widening keeps the value (`bytesN`: zeros at the right); narrowing keeps the low bits (`bytesN`: the left).
    /// To the same kind of type (`uint`, `int`, `bytes`), at least as wide.
    "extend" Extend <Bits, Bits> [T] -> [U] PURE, Abstract;
    /// To the same kind of type, narrower.
    "truncate" Truncate <Bits, Bits> [T] -> [U] PURE, Abstract;
    /// The same bits as another type of the same width: `uintN`, `intN`, `bytes(N/8)`, and `address` for 160.
    "reinterpret" Reinterpret <Cast, Cast> [T] -> [U] PURE, Abstract;
    /// A value's clean word, for inline assembly.
    "to_word" ToWord <ValueType, None> [T] -> [Word] PURE, Abstract;
    /// The value whose clean word agrees with this one in the bits that carry information (`bool`: whether any bit is set).
    "from_word" FromWord <ValueType, None> [Word] -> [T] PURE, Abstract;

    // Storage.
    /// The place of a state variable.
    "storage_place" StoragePlace(VarId) <None, None> [] -> [PlaceOfVar] PURE, Abstract;
    /// The place of a mapping's element.
    "map_element" MapElement <ValueType, None> [MappingFrom, T] -> [ElementPlace] PURE, Abstract;
    /// Reads the value that lies there.
    "sload" Sload <ValueType, None> [PlaceOf] -> [T] READS_STORAGE, Abstract;
    /// Writes the value that lies there.
    "sstore" Sstore <ValueType, None> [PlaceOf, T] -> [] WRITES_STORAGE, Abstract;

    /// Reads a transient variable.
    "tload" Tload(VarId) <ValueType, None> [] -> [T] READS_TRANSIENT, Abstract;
    /// Writes a transient variable.
    "tstore" Tstore(VarId) <ValueType, None> [T] -> [] WRITES_TRANSIENT, Abstract;
    // While a contract is created, its immutable variables lie in memory.
    /// Reads an immutable variable: 0 before it is written.
    "load_immutable" LoadImmutable(VarId) <Scalar, None> [] -> [T] READS_MEMORY, Both;
    /// Writes an immutable variable, in the deploy object.
    "set_immutable" SetImmutable(VarId) <Scalar, None> [T] -> [] WRITES_MEMORY, Both;

    // Call data and context.
    /// Whether the call data has at least four bytes.
    "has_selector" HasSelector <None, None> [] -> [Bool] READS_CONTEXT, Abstract;
    /// The first four bytes of the call data as a number, zeros in place of missing ones. `msg.sig` is its `reinterpret`.
    "selector" Selector <None, None> [] -> [Uint32] READS_CONTEXT, Abstract;
    /// `msg.data.length`
    "calldata_size" CalldataSize <None, None> [] -> [Uint256] READS_CONTEXT, Abstract;
    /// ABI-decodes the arguments behind the selector; the results' types say what. Reverts without data if the call data
    /// is too short or a word isn't clean. More data than needed is ignored.
    "decode_call_args" DecodeCallArgs <None, None> [] -> [Values] READS_CONTEXT | MAY_REVERT, Abstract;
    /// ABI-decodes the constructor's arguments, in the deploy object; otherwise as `decode_call_args`.
    "decode_constructor_args" DecodeConstructorArgs <None, None> [] -> [Values] READS_CONTEXT | MAY_REVERT, Abstract;
    /// `msg.sender`
    "caller" Caller <None, None> [] -> [Address] READS_CONTEXT, Abstract;
    /// `msg.value`
    "callvalue" Callvalue <None, None> [] -> [Uint256] READS_CONTEXT, Abstract;
    /// `address(this)`
    "this_address" ThisAddress <None, None> [] -> [Address] READS_CONTEXT, Abstract;
    /// `tx.origin`
    "origin" Origin <None, None> [] -> [Address] READS_CONTEXT, Abstract;
    /// `tx.gasprice`
    "gasprice" Gasprice <None, None> [] -> [Uint256] READS_CONTEXT, Abstract;
    /// `block.basefee`
    "basefee" Basefee <None, None> [] -> [Uint256] READS_CONTEXT, Abstract;
    /// `block.blobbasefee`
    "blobbasefee" Blobbasefee <None, None> [] -> [Uint256] READS_CONTEXT, Abstract;
    /// `block.chainid`
    "chainid" Chainid <None, None> [] -> [Uint256] READS_CONTEXT, Abstract;
    /// `block.coinbase`
    "coinbase" Coinbase <None, None> [] -> [Address] READS_CONTEXT, Abstract;
    /// `block.gaslimit`
    "gaslimit" Gaslimit <None, None> [] -> [Uint256] READS_CONTEXT, Abstract;
    /// `block.number`
    "block_number" BlockNumber <None, None> [] -> [Uint256] READS_CONTEXT, Abstract;
    /// `block.prevrandao`
    "prevrandao" Prevrandao <None, None> [] -> [Uint256] READS_CONTEXT, Abstract;
    /// `block.timestamp`
    "timestamp" Timestamp <None, None> [] -> [Uint256] READS_CONTEXT, Abstract;
    /// `blockhash(n)`, 0 for other than the last 256 blocks.
    "blockhash" Blockhash <None, None> [Uint256] -> [Bytes32] READS_CONTEXT, Abstract;
    /// `blobhash(i)`, 0 where the transaction has no such blob.
    "blobhash" Blobhash <None, None> [Uint256] -> [Bytes32] READS_CONTEXT, Abstract;
    /// `gasleft()`, less each time. What code costs is not the same from one compilation to the next.
    "gasleft" Gasleft <None, None> [] -> [Uint256] READS_MACHINE, Abstract;

    // Words out of values.
    /// `keccak256(abi.encode(values))`, all of value types.
    "keccak_words" KeccakWords <None, None> [Values] -> [Bytes32] PURE, Abstract;
    /// Emits a log: as many topics as the immediate says (0 to 4), then the data, one word a value.
    "log" Log(u8) <None, None> [Values] -> [] ACTS_OUTSIDE, Abstract;

    /// Calls a function of the module.
    "call" Call(FuncId) <None, None> [Values] -> [Values] ANY, Both;
} } }

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Name in the text form.
    pub mnemonic: &'static str,
    /// Types it takes and gives.
    pub signature: Signature,
    /// What it does besides.
    pub effects: Effects,
    /// Where it is legal.
    pub phase: Phase,
}

macro_rules! define_op {
    ($($(#[$doc:meta])* $text:literal $name:ident $(($imm:ty))? <$t:ident, $u:ident>
        [$($arg:ident),*] -> [$($result:ident),*] $($effect:ident)|+, $phase:ident;)*) => {
        /// What an instruction does: a row of the table, with its immediate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Op {
            $($(#[$doc])* $name $(($imm))?,)*
            /// An EVM opcode on words: the evm phase, or inline assembly in the abstract one. `evm.name` in the text form.
            Evm(EvmOp),
        }

        impl Op {
            /// The row of an instruction that is not an EVM opcode.
            pub fn row(self) -> Option<&'static Row> {
                match self {
                    $(Self::$name { .. } => {
                        const ROW: Row = Row {
                            mnemonic: $text,
                            signature: Signature {
                                t: Class::$t,
                                u: Class::$u,
                                operands: &[$(Pattern::$arg),*],
                                results: &[$(Pattern::$result),*],
                            },
                            effects: Effects::PURE$(.union(Effects::$effect))+,
                            phase: Phase::$phase,
                        };
                        Some(&ROW)
                    })*
                    Self::Evm(_) => None,
                }
            }

            /// The instruction of this name; `immediate` is what stands in brackets behind it, if anything.
            pub(crate) fn from_text(name: &str, immediate: Option<Immediate>) -> Result<Self, OpError> {
                $(if name == $text {
                    return define_op!(@make immediate $name $(($imm))?);
                })*
                match (name.strip_prefix("evm.").and_then(EvmOp::from_mnemonic), immediate) {
                    (Some(op), None) => Ok(Self::Evm(op)),
                    (Some(_), Some(_)) => Err(OpError::Immediate),
                    (None, _) => Err(OpError::Unknown),
                }
            }
        }
    };
    (@make $given:ident $name:ident) => {
        if $given.is_none() { Ok(Self::$name) } else { Err(OpError::Immediate) }
    };
    (@make $given:ident $name:ident ($imm:ty)) => {
        $given.and_then(<$imm as FromImmediate>::from_immediate).map(Self::$name).ok_or(OpError::Immediate)
    };
}
for_each_instruction!(define_op);

impl Op {
    /// Its name in the text form; EVM opcodes have the prefix `evm.` there in addition.
    pub fn mnemonic(self) -> &'static str {
        match (self.row(), self) {
            (Some(row), _) => row.mnemonic,
            (None, Self::Evm(op)) => op.mnemonic(),
            (None, _) => unreachable!("only EVM opcodes have no row"),
        }
    }

    /// What it does besides computing its results.
    pub fn effects(self) -> Effects {
        match (self.row(), self) {
            (Some(row), _) => row.effects,
            (None, Self::Evm(op)) => op.effects(),
            (None, _) => unreachable!("only EVM opcodes have no row"),
        }
    }

    /// Whether it may stand in a function of this phase. EVM opcodes in the abstract phase are inline assembly's and are
    /// refused by the ZK target.
    pub fn is_legal_in(self, phase: Phase) -> bool {
        match self.row() {
            Some(row) => row.phase == Phase::Both || phase == Phase::Both || row.phase == phase,
            None => true,
        }
    }
}

/// What can stand in brackets behind an instruction's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Immediate {
    /// A number.
    Number(U256),
    /// `@name`
    Function(FuncId),
    /// `$name`
    Var(VarId),
}

/// Why text is no instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpError {
    /// No row has this name.
    Unknown,
    /// The row wants another immediate, or none.
    Immediate,
}

trait FromImmediate: Sized {
    fn from_immediate(immediate: Immediate) -> Option<Self>;
}

impl FromImmediate for U256 {
    fn from_immediate(immediate: Immediate) -> Option<Self> {
        if let Immediate::Number(number) = immediate { Some(number) } else { None }
    }
}

impl FromImmediate for u8 {
    fn from_immediate(immediate: Immediate) -> Option<Self> {
        U256::from_immediate(immediate)?.try_into().ok()
    }
}

impl FromImmediate for FuncId {
    fn from_immediate(immediate: Immediate) -> Option<Self> {
        if let Immediate::Function(id) = immediate { Some(id) } else { None }
    }
}

impl FromImmediate for VarId {
    fn from_immediate(immediate: Immediate) -> Option<Self> {
        if let Immediate::Var(id) = immediate { Some(id) } else { None }
    }
}
