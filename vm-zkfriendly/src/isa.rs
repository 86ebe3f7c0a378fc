//! The instruction table, and what is derived from it: [`Instruction`], [`Opcode`], the binary and the text form, the
//! program ROM's row, the emitter, the interpreter's dispatch; in other crates, the chips' registry.
//!
//! # A row of the table
//! `name = Variant { operand: Kind => PLACE, .. } opcode number;`. The mnemonic is the name without a trailing `_`. The
//! order of operands is that of the text form; a [`Width`] is the mnemonic's suffix. `PLACE` is the element of the
//! program ROM's row that carries the operand (see [`rom`]).
//!
//! # The program ROM's row
//! Eight field elements `(pc, opcode, a, b, c, x, y, w)`, determined by the instruction and its pc alone; elements not
//! mentioned are 0. `opcode` is `number + 256·modifier`, with the modifier bits of the operands:
//!
//! | operand | place | elements | modifier |
//! |---|---|---|---|
//! | `Reg` | A, B, X: read; C: defined | the register's index | |
//! | `Operand<u128>` | A, B | a register: its index there; an immediate: itself in x | 1 for an immediate |
//! | `Operand<U256>` | B | a register: its index in b; an immediate: its limbs in x (low) and y (high) | 1 for an immediate |
//! | `U256` | X | its limbs in x (low) and y (high) | |
//! | `Width` | W | `2^N` | |
//! | `TruncWidth` | W | `2^(N mod 128)` | 1 if N ≥ 128 |
//! | `Trap` | Y or W | the label's pc | 2 if there is a label |
//! | `Else` | W | the label's pc | |
//! | `Label`, `Index`, `Count`, `EnvField` | X or Y | pc, index, count, the field's number | |
//! | `Topics` | X | their number, 0 to 4 | |
//! | `Selector` | Y | its four bytes, big-endian | 1 if there is one |
//! | `Passed` | A | registers in a, b, c, w | their number, 1 to 4 |
//! | `Moves` | A | sources in a, b, c; destinations in x, y, w | the number of moves, 1 to 3 |

mod env_field;
mod listing;
mod operand;
mod parameter;
pub mod rom;

pub use env_field::{EnvField, UnknownField};
pub(crate) use listing::Listing;
pub use operand::{
    Arg, Back, Count, Else, FRAME_CELLS_MAX, Index, Label, MOVES_MAX, Moves, Operand, Outer, PASSED_MAX, Passed, Reg,
    Selector, Slot, TOPICS_MAX, Topics, Trap, TruncWidth, Width,
};
pub(crate) use parameter::Parameter;
pub use rom::{Place, RomError, RomRow};
use ruint::aliases::U256;

use crate::{
    asm::{AsmErrorKind, Line},
    codec::{DecodeError, Reader},
};

/// Hands the instruction table to the macro named by its argument. Relations hold between integers; `carry`, `borrow`,
/// `q` and `hi` name what a proof has to supply.
#[macro_export]
macro_rules! for_each_instruction {
    ($reader:ident) => { $reader! {
        /// `rd = value`
        const_ = Const { rd: Reg => C, value: U256 => X } opcode 0x01;
        /// `[fp + d] = [fp + s]` for each move
        mov = Mov { moves: Moves<Reg, Reg> => A } opcode 0x02;
        /// `[ap + d] = [fp + s]` for each move: parameters before `call` and `enter`, results before `ret`
        arg = Arg { moves: Moves<Arg, Reg> => A } opcode 0x03;
        /// `[fp + d] = [lp + s]` for each move: values of the frame in which the function was entered
        outer = Outer { moves: Moves<Reg, Outer> => A } opcode 0x04;
        /// `[fp + d] = [ap - s]` for each move: results, directly after the call that returned them
        result = Result { moves: Moves<Reg, Back> => A } opcode 0x05;

        /// `rs1 + rs2 = rd + carry·2^N`, carry ∈ {0, 1}, rd < 2^N; the trap is taken iff carry = 1
        add = Add { width: Width<128> => W, rd: Reg => C, rs1: Reg => A, rs2: Operand<u128> => B, trap: Trap => Y } opcode 0x10;
        /// `rs1 - rs2 = rd - borrow·2^N`, borrow ∈ {0, 1}, rd < 2^N; the trap is taken iff borrow = 1
        sub = Sub { width: Width<128> => W, rd: Reg => C, rs1: Reg => A, rs2: Operand<u128> => B, trap: Trap => Y } opcode 0x11;
        /// `rs1·rs2 = rd + q·2^N`, q < 2^N, rd < 2^N, N ≤ 64; the trap is taken iff q ≠ 0
        mul = Mul { width: Width<64> => W, rd: Reg => C, rs1: Reg => A, rs2: Operand<u128> => B, trap: Trap => Y } opcode 0x12;
        /// `rs1 - rs2 = d - rd·2^N`, rd ∈ {0, 1}, d < 2^N: rd = 1 iff rs1 < rs2
        lt = Lt { width: Width<128> => W, rd: Reg => C, rs1: Reg => A, rs2: Operand<u128> => B } opcode 0x13;

        /// `rs1 + rs2 = rd + carry·2^256`, carry ∈ {0, 1}; the trap is taken iff carry = 1
        wadd = Wadd { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B, trap: Trap => W } opcode 0x20;
        /// `rs1 - rs2 = rd - borrow·2^256`, borrow ∈ {0, 1}; the trap is taken iff borrow = 1
        wsub = Wsub { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B, trap: Trap => W } opcode 0x21;
        /// `rs1·rs2 = rd + hi·2^256`, hi < 2^256; the trap is taken iff hi ≠ 0
        wmul = Wmul { rd: Reg => C, rs1: Reg => A, rs2: Reg => B, trap: Trap => W } opcode 0x22;
        /// `rs2 ≠ 0`: `rs1 = rd·rs2 + r`, r < rs2; `rs2 = 0`: rd = 0 and the trap is taken
        wdiv = Wdiv { rd: Reg => C, rs1: Reg => A, rs2: Reg => B, trap: Else => W } opcode 0x23;
        /// `rs2 ≠ 0`: `rs1 = q·rs2 + rd`, rd < rs2; `rs2 = 0`: rd = 0 and the trap is taken
        wmod = Wmod { rd: Reg => C, rs1: Reg => A, rs2: Reg => B, trap: Else => W } opcode 0x24;
        /// `rs1 - rs2 = d - rd·2^256`, rd ∈ {0, 1}, d < 2^256: rd = 1 iff rs1 < rs2
        wlt = Wlt { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B } opcode 0x25;
        /// rd = 1 if both limbs of rs1 and rs2 are the same field elements, else 0
        eq = Eq { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B } opcode 0x26;
        /// `rs = q·2^N + rd`, rd < 2^N: for N < 128 that is `rs.lo = q'·2^N + rd.lo`, rd.hi = 0, else `rs.lo = rd.lo`,
        /// `rs.hi = q·2^(N-128) + rd.hi`
        trunc = Trunc { width: TruncWidth => W, rd: Reg => C, rs: Reg => A } opcode 0x27;

        /// `pc = target`
        jump = Jump { target: Label => X } opcode 0x30;
        /// `pc = target` if rs = 1, else the next instruction; rs ∈ {0, 1}
        jnz = Jnz { rs: Reg => A, target: Label => X } opcode 0x31;
        /// `pc = target` if rs = 0, else the next instruction; rs ∈ {0, 1}
        jz = Jz { rs: Reg => A, target: Label => X } opcode 0x32;
        /// `fp = ap, ap += size, pc = target`
        enter = Enter { target: Label => X, size: Count => Y } opcode 0x33;
        /// `[ap] = (pc + 1, fp), [ap + 1] = (lp, 0)`, then `fp = lp = ap, ap += size, pc = target`
        call = Call { target: Label => X, size: Count => Y } opcode 0x34;
        /// `(pc, fp) = [lp], (lp, 0) = [lp + 1], ap += n`
        ret = Ret { n: Count => X } opcode 0x35;
        /// `[ap + i] = [fp + s]` for the i-th value s, then `fp = ap, ap += size, pc = target`: `arg` and `enter` in one row
        pass = Pass { target: Label => X, size: Count => Y, values: Passed => A } opcode 0x36;

        /// rd = the selector (index 0) or calldata word `index - 1`; 0 beyond the end
        input = Input { rd: Reg => C, index: Index => X } opcode 0x40;
        /// rd = a field of the call or the block
        env = Env { rd: Reg => C, field: EnvField => X } opcode 0x41;
        /// stops with success; the output is the `n` words from register rs on
        return_ = Return { rs: Reg => A, n: Count => X } opcode 0x42;
        /// stops with failure; the output is the selector, if any, and the `n` words from register rs on
        revert = Revert { rs: Reg => A, n: Count => X, selector: Selector => Y } opcode 0x43;

        /// `rd = H(H(key.lo, key.hi), parent)`, H Poseidon's compression: the storage key of a mapping's element
        mapkey = Mapkey { rd: Reg => C, key: Reg => A, parent: Operand<u128> => B } opcode 0x50;
        /// rd = the storage word at key
        sload = Sload { rd: Reg => C, key: Operand<u128> => A } opcode 0x51;
        /// the storage word at key = value
        sstore = Sstore { key: Operand<u128> => A, value: Reg => B } opcode 0x52;
        /// emits an event: from register rs on, first its topics, then the `n` words of its data
        log = Log { rs: Reg => A, topics: Topics => X, n: Count => Y } opcode 0x53;
        /// rd = keccak-256 of the `n` words from register rs on, each 32 bytes, big-endian
        keccak = Keccak { rd: Reg => C, rs: Reg => A, n: Count => X } opcode 0x54;
        /// `rd = rs1 & rs2`, bit by bit; as wide as the narrower of both
        and = And { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B } opcode 0x60;
        /// `rd = rs1 | rs2`, bit by bit; as wide as the wider of both
        or = Or { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B } opcode 0x61;
        /// `rd = rs1 ^ rs2`, bit by bit; as wide as the wider of both
        xor = Xor { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B } opcode 0x62;
        /// `rs1·2^rs2 = rd + hi·2^256`, hi < 2^256; rd = 0 if rs2 ≥ 256
        shl = Shl { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B } opcode 0x63;
        /// `rs1 = rd·2^rs2 + r`, r < 2^rs2; rd = 0 if rs2 ≥ 256; rd as wide as rs1
        shr = Shr { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B } opcode 0x64;

        /// `rs1 = rd·2^rs2 + r`, 0 ≤ r < 2^rs2, rs1 and rd in two's complement; rd = 0 or -1 if rs2 ≥ 256
        sar = Sar { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B } opcode 0x70;
        /// rd = 1 iff rs1 < rs2, both in two's complement, else 0
        slt = Slt { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B } opcode 0x71;
        /// `rd = rs1 + rs2 (mod 2^256)`; the trap is taken iff the sum in two's complement is another
        sadd = Sadd { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B, trap: Else => W } opcode 0x72;
        /// `rd = rs1 - rs2 (mod 2^256)`; the trap is taken iff the difference in two's complement is another
        ssub = Ssub { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B, trap: Else => W } opcode 0x73;
        /// rs2 ≠ 0: `rs1 = rd·rs2 + r`, |r| < |rs2|, r 0 or of the sign of rs1, in two's complement and modulo 2^256; rs2 = 0: rd = 0
        /// and the trap is taken
        sdiv = Sdiv { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B, trap: Else => W } opcode 0x74;
        /// rs2 ≠ 0: `rs1 = q·rs2 + rd`, |rd| < |rs2|, rd 0 or of the sign of rs1, in two's complement; rs2 = 0: rd = 0 and the trap is
        /// taken
        smod = Smod { rd: Reg => C, rs1: Reg => A, rs2: Operand<U256> => B, trap: Else => W } opcode 0x75;

        /// rs3 ≠ 0: `rs1 + rs2 = q·rs3 + rd`, rd < rs3; rs3 = 0: rd = 0 and the trap is taken
        addmod = Addmod { rd: Reg => C, rs1: Reg => A, rs2: Reg => B, rs3: Reg => X, trap: Else => W } opcode 0x78;
        /// rs3 ≠ 0: `rs1·rs2 = q·rs3 + rd`, rd < rs3; rs3 = 0: rd = 0 and the trap is taken
        mulmod = Mulmod { rd: Reg => C, rs1: Reg => A, rs2: Reg => B, rs3: Reg => X, trap: Else => W } opcode 0x79;
    } };
}

macro_rules! define_instructions {
    ($(
        $(#[$doc:meta])*
        $name:ident = $variant:ident { $($operand:ident: $kind:ty => $place:ident),* } opcode $number:literal;
    )*) => {
        /// An instruction: an opcode with its operands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Instruction {
            $( $(#[$doc])* $variant { $(
                #[doc = concat!("A `", stringify!($kind), "`, in place ", stringify!($place), " of the ROM's row.")]
                $operand: $kind,
            )* }, )*
        }

        /// An instruction without its operands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Opcode { $( $(#[$doc])* $variant = $number, )* }

        impl Opcode {
            /// The whole table, by number.
            pub const ALL: &[Self] = &[$( Self::$variant ),*];

            /// The text form.
            #[must_use]
            pub fn mnemonic(self) -> &'static str {
                match self { $( Self::$variant => stringify!($name).trim_end_matches('_'), )* }
            }

            /// The opcode with a text form.
            #[must_use]
            pub fn from_mnemonic(mnemonic: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|opcode| opcode.mnemonic() == mnemonic)
            }

            /// The opcode with a number.
            #[must_use]
            pub fn from_number(number: u8) -> Option<Self> {
                match number { $( $number => Some(Self::$variant), )* _ => None }
            }
        }

        impl Instruction {
            /// The instruction without its operands.
            #[must_use]
            pub fn opcode(&self) -> Opcode {
                match self { $( Self::$variant { .. } => Opcode::$variant, )* }
            }

            /// The modifier bits its operands set.
            #[must_use]
            pub fn modifier(&self) -> u8 {
                match self { $( Self::$variant { $($operand),* } => 0 $( | $operand.modifier() )*, )* }
            }

            /// The row that the program ROM holds for this instruction at `pc`.
            #[must_use]
            pub fn rom_row(&self, pc: u32) -> RomRow {
                let mut row = RomRow::new(pc, self.opcode(), self.modifier());
                match self { $( Self::$variant { $($operand),* } => { $( $operand.store(&mut row, Place::$place); )* } )* }
                row
            }

            /// The instruction that has a given row, and its pc: the inverse of [`Instruction::rom_row`].
            pub fn from_rom_row(row: &RomRow) -> Result<(u32, Self), RomError> {
                let (pc, opcode, modifier) = row.head()?;
                let instruction = match opcode {
                    $( Opcode::$variant => Self::$variant { $(
                        $operand: <$kind as Parameter>::load(row, Place::$place, modifier)?,
                    )* }, )*
                };
                if instruction.rom_row(pc) == *row { Ok((pc, instruction)) } else { Err(RomError::NotARow) }
            }

            /// The same instruction with every label replaced.
            #[must_use]
            pub fn map_labels(mut self, map: &mut dyn FnMut(Label) -> Label) -> Self {
                match &mut self { $( Self::$variant { $($operand),* } => { $( $operand.map_labels(map); )* } )* }
                self
            }

            pub(crate) fn encode(&self, out: &mut Vec<u8>) {
                out.extend([self.opcode() as u8, self.modifier()]);
                match self { $( Self::$variant { $($operand),* } => { $( $operand.encode(out); )* } )* }
            }

            pub(crate) fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let number = input.byte()?;
                let opcode = Opcode::from_number(number).ok_or(DecodeError::UnknownOpcode { number })?;
                let modifier = input.byte()?;
                let instruction = match opcode {
                    $( Opcode::$variant => Self::$variant { $(
                        $operand: <$kind as Parameter>::decode(input, modifier)?,
                    )* }, )*
                };
                if instruction.modifier() == modifier {
                    Ok(instruction)
                } else {
                    Err(DecodeError::Modifier { opcode, modifier })
                }
            }

            /// Reads the operands of an instruction whose mnemonic was read.
            pub(crate) fn parse(opcode: Opcode, line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
                Ok(match opcode {
                    $( Opcode::$variant => Self::$variant { $( $operand: <$kind as Parameter>::parse(line)?, )* }, )*
                })
            }

            pub(crate) fn print(&self, listing: &mut Listing<'_>) {
                listing.mnemonic(self.opcode().mnemonic());
                match self { $( Self::$variant { $($operand),* } => { $( $operand.print(listing); )* } )* }
            }
        }
    };
}
for_each_instruction!(define_instructions);

impl std::fmt::Display for Instruction {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut listing = Listing::new(&|label: Label| format!("@{}", label.0));
        self.print(&mut listing);
        out.write_str(&listing.into_text())
    }
}

impl std::fmt::Display for Opcode {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.mnemonic())
    }
}
