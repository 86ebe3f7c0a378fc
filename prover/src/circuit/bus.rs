//! The bus: what rows tell each other.
//!
//! A message is a kind and a tuple of field elements. A row sends it with a positive multiplicity or receives it with a negative one; a
//! witness is accepted only if the multiplicities of every distinct message sum to zero. The proof system checks that by one
//! logarithmic-derivative sum (Haböck, "Multivariate lookups based on logarithmic derivatives", ePrint 2022/1530); the native
//! checker counts exactly.

use ff::Field;
use rustc_hash::FxHashMap;

use crate::Felt;

/// What a message says. The tuple of each kind is given here and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Kind {
    /// `(bits, value)`: `value < 2^bits`, `bits` ≤ 11. Table.
    Range = 1,
    /// `(2^bits, value)`: `value < 2^bits`, `bits` a multiple of 8 up to 128.
    RangeWide = 2,
    /// `(id, s0, s1, s2)`: the state of a Poseidon sponge before the block `id` (see [`crate::poseidon::sponge_id`]).
    Sponge = 3,
    /// `(id, x, y)`: the two elements absorbed by the block `id` of a sponge.
    Absorb = 4,
    /// `(clock, pc, fp, lp, ap)`: the register machine's state before a step.
    ZkState = 5,
    /// `(pc, opcode, a, b, c, x, y, w)`: the instruction at `pc`, as the program ROM's row has it. Said once per execution.
    ZkCode = 6,
    /// `(place, value)`: a constant of the program's pool. Said once per instruction that has it.
    ZkConstant = 19,
    /// `(address, lo, hi)`: the word of a frame cell. Sent by its definition, once per use; received by each use.
    ZkFrame = 7,
    /// `(index, lo, hi)`: the selector (index 0) or word `index - 1` of the calldata. Said once per use.
    Input = 8,
    /// `(field, lo, hi)`: a field of the call or the block. Said once per use. Fields have the register machine's numbers in its
    /// circuit, and their opcodes in the EVM's.
    Env = 9,
    /// `(status, steps, words)`: the program halted, after how many steps, with how many words of output.
    ZkHalt = 10,
    /// `(index, address)`: word `index` of the output is the frame cell at `address`.
    ZkOutput = 11,
    /// `(x.lo, x.hi, y.lo, y.hi, z.lo, z.hi, r.lo, r.hi, q.lo, q.hi)`: `x·y + z = r + 2²⁵⁶·q`, all limbs below 2^128.
    WideMulAdd = 12,

    /// `(id, x, y)`: two elements to be compressed into one (see [`crate::poseidon::hash_id`]). Sent by whoever asks.
    HashIn = 13,
    /// `(id, x, y)`: the same, in the domain of a tree's leaves (see [`crate::poseidon::Domain`]).
    HashLeaf = 27,
    /// `(id, h)`: what the two elements of the same id were compressed into. Received by whoever asked.
    HashOut = 14,
    /// `(id, index, lo, hi)`: word `index` of the keccak-256 input `id`, big-endian, the last one with zeros behind its bytes. Sent by
    /// whoever asks, once.
    KeccakWord = 15,
    /// `(id, bytes, lo, hi)`: the keccak-256 hash of the input `id`, which has so many bytes. Received by whoever asked, once.
    Keccak = 16,
    /// `(time, slot.lo, slot.hi, original.lo, original.hi, value.lo, value.hi, warm)`: a storage slot of the callee, since `time`. One
    /// such message is alive for each slot; an access receives it and sends the next one.
    Storage = 17,
    /// `(success)`: how the transaction ended, 1 or 0. Said as often as asked.
    Outcome = 18,

    /// `(root before, root after, account)`: what the call did to the storage tree; the account is that of the callee (see
    /// [`crate::state::account`]). Sent by the statement, once.
    StateRoots = 24,
    /// `(path, root, account, success)`: the root after all touched slots up to a path.
    StateChain = 25,
    /// `(block, root before, root after)`: what a touched slot's tree rows tell its head rows.
    StateLink = 26,
    /// `(blocks, time)`: the log's sponge has absorbed so many blocks, since `time`. One such message is alive on the register machine.
    ZkLogPosition = 20,
    /// `(blocks)`: the log's sponge absorbed so many blocks; none if the transaction failed.
    ZkLogEnd = 21,
    /// `(target, address)`: the block `target` of the log's sponge is the frame cell at `address`.
    ZkLogged = 22,
    /// `(id, index, address)`: word `index` of the keccak-256 input `id` is the frame cell at `address`.
    ZkHashed = 23,

    /// `(clock, pc, sp, gas)`: the EVM's state before a step; `sp` words are on the stack.
    EvmState = 32,
    /// `(pc, function, parameter, gas, immediate.lo, immediate.hi, next pc)`: the instruction at `pc`: what it does, its static
    /// gas, its PUSH data. Said once per execution.
    EvmCode = 33,
    /// `(pc)`: there is a JUMPDEST at `pc`. Said once per jump.
    EvmJumpdest = 34,
    /// `(position, lo, hi, time)`: the word at a position of the stack, put there at `time`. Sent by a push, received by a pop.
    EvmStack = 35,
    /// `(memory words, refund, log blocks, time)`: what few steps change, since `time`. One such message is alive; a step that reads
    /// it receives it and sends the next one.
    EvmContext = 36,
    /// `(index, lo, hi, time)`: word `index` of memory, since `time`. One such message is alive for each word.
    EvmMemory = 37,
    /// `(before, after, gas)`: the price of growing memory from one size in words to a larger one.
    EvmExpansion = 38,
    /// `(s, a.lo, a.hi, b.lo, b.hi, v.lo, v.hi)`: v is the 32 bytes from byte s on of the 64 bytes a ‖ b, `s < 32`.
    EvmWindow = 39,
    /// `(s, a.lo, a.hi, b.lo, b.hi, a'.lo, a'.hi, b'.lo, b'.hi)`: the 64 bytes a ‖ b and a' ‖ b' differ at most in the 32 from byte s on.
    EvmOutside = 40,
    /// `(time, index, base, remaining, mode, piece)`: a step that reads memory word by word, from the last on, has come to word `index`.
    /// Where it goes says the mode, at `base + remaining`; `piece` is the first bytes of the word behind it.
    EvmRead = 41,
    /// `(opcode, function, parameter, gas, immediate bytes)`: the opcode table.
    EvmOpcode = 42,
    /// `(n, lo, hi)`: the word `2^n`, n < 256. Table.
    Power = 43,
    /// `(a, b, a & b)`: limbs below 2^128.
    And = 44,
    /// `(a, b, a & b)`: nibbles. Table.
    AndNibble = 45,
    /// `(end, steps, gas left, refund, log blocks, bytes of output)`: the EVM halted. End: see [`crate::evm::statement::End`].
    EvmHalt = 46,
    /// `(length, cut off)`: the code has so many bytes, and so many more would be PUSH data.
    EvmCodeEnd = 47,
    /// `(pc)`: the byte at `pc` is PUSH data. Said once per jump that goes there.
    EvmPushData = 50,
    /// `(function, parameter, words popped, growth of the stack, is an opcode)`: what a byte does to the stack. Table.
    EvmArity = 51,
    /// `(function, depth of the offset, depth of the length, length is popped, bytes if not, gas for a word, gas for a byte)`: what an opcode
    /// touches of memory. Table.
    EvmTouch = 52,
    /// `(clock, gas, price)`: a step with so much gas would cost so much, which is more. Received by whoever proves that.
    EvmExhausted = 53,
    /// `(time, index, base, remaining, mode, b.lo, b.hi, shift, cut)`: a copy into memory has come to source word `index` and to word
    /// `base + remaining` of memory (see [`crate::evm`], lane stream).
    EvmStream = 54,
    /// `(index, lo, hi, time)`: word `index` of memory, read by the step of that time, which writes it, too.
    EvmMemoryRead = 55,
    /// `(block, lo, hi)`: the word of the code that is absorbed as that block. Said once per copy.
    EvmCodeWord = 56,
    /// `(t, x.lo, x.hi, y.lo, y.hi, z.lo, z.hi)`: z is the first t bytes of x, then the last 32 − t of y, `t < 32`.
    EvmJoin = 57,
    /// `(chain, base.lo, base.hi, bits, exponent, power.lo, power.hi)`: in a chain of EXP, the power of the base to an exponent of so many
    /// bits. Sent once, received once.
    EvmExp = 58,
    /// `(time, slot.lo, slot.hi, value.lo, value.hi)`: a transient slot of the callee, since `time`. One such message is alive for each
    /// slot; an access receives it and sends the next one.
    EvmTransient = 59,
    /// `(index, slot.lo, slot.hi)`: the touched transient slot in the row before `index`.
    EvmTransientChain = 60,

    /// `(block, part)`: bits of a keccak state between two rounds. What is packed into the part is the multiplicity: each bit is sent with
    /// its power of two and received with it (see [`crate::keccak`]).
    KeccakBits = 48,
    /// `(q)`: `q = Σ qᵢ·16^i` of four digits below 6. Table.
    KeccakHalves = 49,
    /// `(id, index, value)`: bytes `8·index` to `8·index + 7` of the keccak-256 input `id`, a big-endian number.
    KeccakLane = 61,
    /// `(id, block, row)`: a row of the keccak state before a block of the input `id`. Its bits, packed, are part of the multiplicity (see
    /// [`crate::keccak`]).
    KeccakState = 62,
    /// `(name)`: the type that a statement is about. Nobody asks.
    Profile = 63,
}

impl Kind {
    /// The constant that distinguishes the kind in a message's fingerprint. Never zero: zero is a slot that says nothing.
    pub fn tag(self) -> u64 {
        self as u64
    }
}

/// A message as it was sent: tag and tuple, without trailing zeros.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// [`Kind::tag`], or whatever a dishonest row computes for it.
    pub tag: Felt,
    /// The tuple.
    pub values: Vec<Felt>,
}

impl Message {
    /// A message; `(1, 0)` and `(1)` are the same, as they have the same fingerprint.
    pub fn new(tag: Felt, mut values: Vec<Felt>) -> Self {
        while values.last().is_some_and(|v| bool::from(v.is_zero())) {
            values.pop();
        }
        Self { tag, values }
    }
}

/// Multiplicities of messages, summed.
#[derive(Clone, Debug, Default)]
pub struct Balance(FxHashMap<Message, Felt>);

impl Balance {
    /// Adds a message with its multiplicity.
    pub fn add(&mut self, message: Message, multiplicity: Felt) {
        if bool::from(multiplicity.is_zero()) {
            return;
        }
        *self.0.entry(message).or_insert(Felt::ZERO) += multiplicity;
    }

    /// The sum of a message's multiplicities.
    pub fn of(&self, message: &Message) -> Felt {
        self.0.get(message).copied().unwrap_or(Felt::ZERO)
    }

    /// Messages whose multiplicities do not sum to zero.
    pub fn unbalanced(&self) -> impl Iterator<Item = (&Message, Felt)> {
        self.0.iter().filter(|(_, m)| !bool::from(m.is_zero())).map(|(message, m)| (message, *m))
    }
}
