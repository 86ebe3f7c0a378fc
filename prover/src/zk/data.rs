//! Calldata, output, events, hashed words: one row a word, absorbed into the statement's digests or hashed.
//!
//! | chip | says | relies on |
//! |---|---|---|
//! | input | word `index` of the calldata is `(lo, hi)`, as often as asked; absorbs it as block `index` | the sponge's positions are unique, so no index has two words |
//! | output | word `index` of the output is the frame cell at `address`; absorbs it as block `index + 1`; passes `(index + 1, address + 1)` on | the index grows along the chain |
//!
//! | logged | block `target` of the log's sponge is the frame cell at `address`, if the transaction succeeds; passes both on | targets are positions, handed out once |
//! | hashed | word `index` of the keccak input `id` is the frame cell at `address`; passes both on | the index grows along the chain |
//! | logs end | the log's position at last; nothing was absorbed if the transaction failed | |
//!
//! Degree 3, five messages at most.

use super::step::FrameCell;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::poseidon::{Stream, sponge_id};

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct DataLane {
    /// The lane.
    pub lane: Lane,
    input: ChipId,
    output: ChipId,
    logged: ChipId,
    hashed: ChipId,
    end: ChipId,
    index: Cell,
    word: [Cell; 2],
    address: Cell,
    id: Cell,
    success: Bit,
}

impl DataLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("data");
        let input = b.chip("input", Group::Calldata);
        let output = b.chip("output", Group::Calldata);
        let [logged, end] = ["logged", "logs end"].map(|name| b.chip(name, Group::Calldata));
        let hashed = b.chip("hashed", Group::Hash);
        let [index, lo, hi, address, uses, id] =
            b.columns(["index", "lo", "hi", "address", "times read", "id or target"]);
        let success = b.bit("the transaction succeeds");
        let step = sponge_id(Stream::Input, 1) - sponge_id(Stream::Input, 0);
        let first_id = b.flag(input) * sponge_id(Stream::Input, 0) + b.flag(output) * sponge_id(Stream::Output, 1);
        let absorbed = b.slot([first_id + index * step, lo.into(), hi.into()]);
        let served = b.slot([index, lo, hi].map(Expr::from));
        let word = b.slot([address, lo, hi].map(Expr::from));
        let here = b.slot([index, address].map(Expr::from));
        let next = b.slot([index + 1, address + 1]);
        let asks = b.flag(logged) + b.flag(end);
        b.constrain("only events ask for the outcome", success.expr() * (Expr::from(1) - asks.clone()));
        let outcome = b.slot([success.expr()]);
        b.receive(outcome, Kind::Outcome, asks);
        let event = b.slot([id, lo, hi].map(Expr::from));
        let logged_here = b.slot([id, address].map(Expr::from));
        let logged_next = b.slot([id + step, address + 1]);
        let hashed_here = b.slot([id, index, address].map(Expr::from));
        let hashed_next = b.slot([id.into(), index + 1, address + 1]);
        let hashed_word = b.slot([id, index, lo, hi].map(Expr::from));
        b.declare(input, |chip| {
            chip.constrain("calldata has no address", address.into());
            chip.send(absorbed, Kind::Absorb);
            chip.provide(served, Kind::Input, uses);
        });
        b.declare(output, |chip| {
            chip.send(absorbed, Kind::Absorb);
            chip.receive(word, Kind::ZkFrame);
            chip.receive(here, Kind::ZkOutput);
            chip.send(next, Kind::ZkOutput);
        });
        let logged_flag = b.flag(logged);
        b.say(event, logged_flag * Kind::Absorb.tag(), success.expr() * b.flag(logged));
        b.declare(logged, |chip| {
            chip.receive(word, Kind::ZkFrame);
            chip.receive(logged_here, Kind::ZkLogged);
            chip.send(logged_next, Kind::ZkLogged);
        });
        b.declare(hashed, |chip| {
            chip.receive(word, Kind::ZkFrame);
            chip.receive(hashed_here, Kind::ZkHashed);
            chip.send(hashed_next, Kind::ZkHashed);
            chip.send(hashed_word, Kind::KeccakWord);
        });
        let said = b.slot([lo.into()]);
        b.declare(end, |chip| {
            chip.receive(here, Kind::ZkLogPosition);
            chip.send(said, Kind::ZkLogEnd);
            chip.constrain("a failed transaction has no events", lo - success.expr() * index);
        });
        Self { lane: b.finish(), input, output, logged, hashed, end, index, word: [lo, hi], address, id, success }
    }

    /// Fills a word of the calldata; index 0 is the selector.
    pub fn fill_input(&self, witness: &mut Witness, lane: usize, index: u64, word: [Felt; 2]) {
        let mut row = witness.row(lane, &self.lane, self.input);
        row.set(self.index, index);
        self.word.iter().zip(word).for_each(|(cell, limb)| row.set(*cell, limb));
    }

    /// Fills a word of the output.
    pub fn fill_output(&self, witness: &mut Witness, lane: usize, index: u64, cell: &FrameCell) {
        let mut row = witness.row(lane, &self.lane, self.output);
        row.set(self.index, index);
        self.word.iter().zip(cell.word).for_each(|(to, limb)| row.set(*to, limb));
        row.set(self.address, cell.address);
    }

    /// Fills a word of an event.
    pub fn fill_logged(&self, witness: &mut Witness, lane: usize, target: u64, cell: &FrameCell, success: bool) {
        let mut row = witness.row(lane, &self.lane, self.logged);
        self.word.iter().zip(cell.word).for_each(|(to, limb)| row.set(*to, limb));
        row.set(self.address, cell.address);
        row.set(self.id, target);
        row.set(self.success.cell(), u64::from(success));
    }

    /// Fills a word that is hashed.
    pub fn fill_hashed(&self, witness: &mut Witness, lane: usize, id: Felt, index: u64, cell: &FrameCell) {
        let mut row = witness.row(lane, &self.lane, self.hashed);
        row.set(self.index, index);
        self.word.iter().zip(cell.word).for_each(|(to, limb)| row.set(*to, limb));
        row.set(self.address, cell.address);
        row.set(self.id, id);
    }

    /// Fills the end of the log: its blocks, and the time of the last event.
    pub fn fill_end(&self, witness: &mut Witness, lane: usize, blocks: u64, time: u64, success: bool) {
        let mut row = witness.row(lane, &self.lane, self.end);
        row.set(self.index, blocks);
        row.set(self.address, time);
        row.set(self.word[0], if success { blocks } else { 0 });
        row.set(self.success.cell(), u64::from(success));
    }
}
