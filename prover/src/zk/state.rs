//! Steps that touch the world, and hashes. One row a step.
//!
//! | chip | says | reads | defines |
//! |---|---|---|---|
//! | mapkey | `o.lo = H(k.lo, k.hi)`, `v.lo = H(o.lo, b.lo)` | k; b, or an immediate | v |
//! | sload | the slot k holds v, and held o at first | k, or an immediate | v |
//! | sstore | the slot k held b, and o at first; it holds v from now on | k, or an immediate; v | |
//! | log | event `o.lo + 1 …` of the log's sponge: the callee's address b, x topics, y words from register a on | by rows of the data lane | |
//! | keccak | v is the hash of x words from register a on | by rows of the data lane | v |
//!
//! A slot's message has a time: the step's clock + 1. An access proves that the one before it was earlier: `clock − time before` has 22
//! bits. Likewise the log's position, which is one message from event to event. H is Poseidon's compression, asked for with ids `2·clock`
//! and `2·clock + 1`. A log absorbs nothing if the transaction fails. Degree 4, 24 messages.

use vm_zkfriendly::isa::{EnvField, Opcode};

use super::step::{StepColumns, WordCells, ZkStep, modifier};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::keccak::WORD_BYTES;
use crate::poseidon::{Asker, Compression, Domain, Stream, compress, hash_id, sponge_id};
use crate::range::{LIMB_BITS, power_of_two};
use crate::word::small;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct StateStepLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, Opcode)>,
    step: StepColumns,
    operands: [Cell; 5],
    immediates: [Bit; 2],
    k: WordCells,
    v: WordCells,
    b: WordCells,
    o: WordCells,
    age: [Cell; 2],
    uses: Cell,
    success: Bit,
}

impl StateStepLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        use Opcode::{Keccak, Log, Mapkey, Sload, Sstore};
        let mut b = LaneBuilder::new("state steps");
        let [mapkey, sload, sstore, log, keccak] =
            ["mapkey", "sload", "sstore", "log", "keccak"].map(|name| b.chip(name, Group::Execution));
        let chips = vec![(mapkey, Mapkey), (sload, Sload), (sstore, Sstore), (log, Log), (keccak, Keccak)];
        let step = StepColumns::declare(&mut b);
        let operands @ [ra, rb, rc, x, y] = b.columns(["a's register", "b's register", "c's register", "x", "y"]);
        let immediates @ [key_is_immediate, parent_is_immediate] =
            ["the key is immediate", "the parent is immediate"].map(|name| b.bit(name));
        let [k, v, before, o] = ["k", "v", "b", "o"].map(|name| WordCells::declare(&mut b, name));
        let age @ [age_low, age_high] = b.columns(["age, low limb", "age, high limb"]);
        let uses = b.column("uses of v");
        let success = b.bit("the transaction succeeds");

        let any = |b: &LaneBuilder, chips: &[ChipId]| -> Expr { chips.iter().map(|chip| b.flag(*chip)).sum() };
        let accesses = any(&b, &[sload, sstore]);
        step.receive(&mut b);
        let on = b.on();
        step.send(&mut b, [step.pc + 1, step.fp.into(), step.lp.into(), step.ap.into()], on);
        let modifier = key_is_immediate.expr() + parent_is_immediate.cell();
        step.fetch(&mut b, &chips, modifier, [ra.into(), rb.into(), rc.into(), x.into(), y.into(), Expr::ZERO]);
        let only = |b: &mut LaneBuilder, name: &str, bit: Bit, chips: Expr| {
            b.constrain(name, bit.expr() * (Expr::from(1) - chips));
        };
        only(&mut b, "only a slot's key is immediate", key_is_immediate, accesses.clone());
        let mapkey_flag = b.flag(mapkey);
        only(&mut b, "only a mapping's key is immediate", parent_is_immediate, mapkey_flag.clone());
        let log_flag = b.flag(log);
        only(&mut b, "only an event asks for the outcome", success, log_flag.clone());

        // registers
        let read_k = k.slot(&mut b, step.fp + ra);
        b.receive(read_k, Kind::ZkFrame, accesses.clone() + mapkey_flag.clone() - key_is_immediate.cell());
        let read_v = v.slot(&mut b, step.fp + rb);
        b.declare(sstore, |chip| chip.receive(read_v, Kind::ZkFrame));
        let read_parent = b.slot([step.fp + rb, before.lo.into()]);
        b.receive(read_parent, Kind::ZkFrame, mapkey_flag - parent_is_immediate.cell());
        let define = v.slot(&mut b, step.fp + rc);
        let defines = any(&b, &[mapkey, sload, keccak]);
        b.provide(define, Kind::ZkFrame, defines, uses);
        let immediate_key = [(k.lo, Expr::from(x)), (k.hi, Expr::ZERO)];
        for (limb, (cell, value)) in immediate_key.into_iter().enumerate() {
            b.constrain(format!("an immediate key is x, limb {limb}"), key_is_immediate.expr() * (cell - value));
        }
        b.constrain("an immediate parent is x", parent_is_immediate.expr() * (before.lo - x));

        // storage
        let now = step.clock + 1;
        let since = step.clock - age_low - age_high * (1 << LIMB_BITS);
        let record = |b: &mut LaneBuilder, time: Expr, value: WordCells| {
            b.slot([time].into_iter().chain([k.lo, k.hi, o.lo, o.hi, value.lo, value.hi].map(Expr::from)))
        };
        let last = record(&mut b, since.clone(), before);
        let next = record(&mut b, now.clone(), v);
        b.receive(last, Kind::Storage, accesses.clone());
        b.send(next, Kind::Storage, accesses.clone());
        for limb in age {
            let slot = b.slot([u64::from(LIMB_BITS).into(), limb.into()]);
            b.receive(slot, Kind::Range, accesses.clone() + log_flag.clone());
        }
        b.declare(sload, |chip| {
            chip.constrain("a load changes nothing, low limb", v.lo - before.lo);
            chip.constrain("a load changes nothing, high limb", v.hi - before.hi);
        });

        // hashes
        let id = |i: u64| step.clock * (2 * hash_id_step()) + hash_id(Asker::Key, i);
        let asked = [b.slot([id(0), k.lo.into(), k.hi.into()]), b.slot([id(1), o.lo.into(), before.lo.into()])];
        let answered = [b.slot([id(0), o.lo.into()]), b.slot([id(1), v.lo.into()])];
        b.declare(mapkey, |chip| {
            asked.iter().for_each(|slot| chip.send(*slot, Kind::HashIn));
            answered.iter().for_each(|slot| chip.receive(*slot, Kind::HashOut));
            chip.constrain("a mapping's key has one element", v.hi.into());
        });
        let first = b.slot([step.clock.into(), Expr::ZERO, step.fp + ra]);
        let past = b.slot([step.clock.into(), x.into(), step.fp + ra + x]);
        let hash = b.slot([step.clock.into(), x * WORD_BYTES as u64, v.lo.into(), v.hi.into()]);
        b.declare(keccak, |chip| {
            chip.send(first, Kind::ZkHashed);
            chip.receive(past, Kind::ZkHashed);
            chip.receive(hash, Kind::Keccak);
        });

        // events
        let blocks = sponge_id(Stream::Log, 1) - sponge_id(Stream::Log, 0);
        let block = |position: Expr| position * blocks + sponge_id(Stream::Log, 0);
        let words = x + y;
        let first = b.slot([block(o.lo + 1), step.fp + ra]);
        let past = b.slot([block(o.lo + 1 + words.clone()), step.fp + ra + words.clone()]);
        let position = b.slot([o.lo.into(), since]);
        let next_position = b.slot([o.lo + 1 + words, now]);
        let address = b.slot([Expr::from(EnvField::Address as u64), before.lo.into(), before.hi.into()]);
        let outcome = b.slot([success.expr()]);
        b.declare(log, |chip| {
            chip.send(first, Kind::ZkLogged);
            chip.receive(past, Kind::ZkLogged);
            chip.receive(position, Kind::ZkLogPosition);
            chip.send(next_position, Kind::ZkLogPosition);
            chip.receive(address, Kind::Env);
            chip.receive(outcome, Kind::Outcome);
        });
        let head = b.slot([block(o.lo.into()), before.lo + before.hi * power_of_two(128), x + y * (8 * 32)]);
        b.say(head, log_flag * Kind::Absorb.tag(), success.expr());
        Self { lane: b.finish(), chips, step, operands, immediates, k, v, b: before, o, age, uses, success }
    }

    /// The chip of an opcode, if it is one of this lane's.
    pub fn chip(&self, opcode: Opcode) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == opcode).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the compressions it asks for.
    pub fn fill(
        &self,
        witness: &mut Witness,
        index: usize,
        chip: ChipId,
        step: &ZkStep,
        world: &World,
        compressions: &mut Vec<Compression>,
    ) {
        let opcode = step.instruction.opcode();
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        let [_, a, b, c, x, y, _] = step.rom;
        self.operands.iter().zip([a, b, c, x, y]).for_each(|(cell, value)| row.set(*cell, value));
        row.set(self.uses, 0);
        let is_immediate = modifier(step) & 1 == 1;
        let read = |i: usize| step.reads.get(i).map_or([Felt::from(0); 2], |read| read.word);
        let defined = step.definitions.first().map_or([Felt::from(0); 2], |definition| definition.word);
        match opcode {
            Opcode::Mapkey => {
                row.set(self.immediates[1].cell(), u64::from(is_immediate));
                let (key, parent) = (read(0), if is_immediate { x } else { read(1)[0] });
                let inner = compress(key[0], key[1]);
                let ask = |i: u64, input: [Felt; 2]| Compression {
                    id: hash_id(Asker::Key, 2 * small(step.state[0]) + i),
                    domain: Domain::Plain,
                    input,
                };
                compressions.extend([ask(0, key), ask(1, [inner, parent])]);
                self.k.fill(&mut row, key);
                self.b.fill(&mut row, [parent, Felt::from(0)]);
                self.o.fill(&mut row, [inner, Felt::from(0)]);
                self.v.fill(&mut row, defined);
            }
            Opcode::Sload | Opcode::Sstore => {
                row.set(self.immediates[0].cell(), u64::from(is_immediate));
                let Some(access) = &step.access else { return };
                self.k.fill(&mut row, access.key);
                self.b.fill(&mut row, access.before);
                self.o.fill(&mut row, access.original);
                self.v.fill(&mut row, if opcode == Opcode::Sload { defined } else { access.after });
                self.fill_age(&mut row, access.age);
            }
            Opcode::Log => {
                let position = step.log_position.unwrap_or_default();
                self.o.fill(&mut row, [Felt::from(position.blocks), Felt::from(0)]);
                self.b.fill(&mut row, world.address);
                row.set(self.success.cell(), u64::from(world.success));
                self.fill_age(&mut row, position.age);
            }
            _ => self.v.fill(&mut row, defined),
        }
    }

    fn fill_age(&self, row: &mut crate::circuit::RowMut<'_>, age: u64) {
        row.set(self.age[0], age % (1 << LIMB_BITS));
        row.set(self.age[1], age >> LIMB_BITS);
    }
}

/// What a step cannot know from the trace's steps.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// The callee.
    pub address: [Felt; 2],
    /// Whether the transaction succeeds.
    pub success: bool,
}

/// Difference of the ids of successive requests.
fn hash_id_step() -> u64 {
    hash_id(Asker::Key, 1) - hash_id(Asker::Key, 0)
}
