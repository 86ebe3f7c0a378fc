//! AND, OR and XOR of words. One row a step.
//!
//! C is `a & b`, limb by limb, each limb in one of two ways:
//!
//! | limb of b | limb of C, of a = v, b = m | relies on |
//! |---|---|---|
//! | zeros or ones | `m·(m − ones) = 0`, `c·ones = v·m` | |
//! | any | `(v, m, c)` from a bitwise lane | |
//!
//! Both ways are true for any limb that satisfies them, so the choice is free. A narrow word's high limb is zeros.
//!
//! | chip | c |
//! |---|---|
//! | and | C |
//! | or | `a + b − C` |
//! | xor | `a + b − 2·C` |
//!
//! Relies on limbs of a and b below 2^128; then those of c are. Degree 4, eight messages.

use ff::Field;
use vm_zkfriendly::isa::Opcode;

use super::binary::Binary;
use super::step::{WordCells, ZkStep};
use crate::Felt;
use crate::circuit::{Bit, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::power_of_two;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct BitsLane {
    /// The lane.
    pub lane: Lane,
    chips: [(ChipId, Opcode); 3],
    words: Binary,
    conjunction: WordCells,
    /// Whether a bitwise lane is asked, by limb.
    asked: [Bit; 2],
}

impl BitsLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("bits");
        let names = [("and", Opcode::And), ("or", Opcode::Or), ("xor", Opcode::Xor)];
        let chips = names.map(|(name, opcode)| (b.chip(name, Group::Execution), opcode));
        let words = Binary::declare(&mut b);
        let conjunction = WordCells::declare(&mut b, "a & b");
        let asked = ["the low limbs are looked up", "the high limbs are looked up"].map(|name| b.bit(name));

        words.connect(&mut b, &chips, words.following(), Expr::ZERO);
        let ones = power_of_two(128) - Felt::ONE;
        let limbs = |word: WordCells| [word.lo, word.hi];
        let ([a, m], [both, c]) = ([words.a, words.b].map(limbs), [conjunction, words.c].map(limbs));
        for (i, name) in ["low", "high"].into_iter().enumerate() {
            let slot = b.slot([a[i], m[i], both[i]].map(Expr::from));
            b.receive(slot, Kind::And, asked[i].cell());
            let plain = asked[i].complement();
            let sentence = format!("a {name} limb that is not looked up is zeros or ones");
            b.constrain(sentence, plain.clone() * m[i] * (m[i] - ones));
            b.constrain(format!("zeros clear and ones keep the {name} limb"), plain * (both[i] * ones - a[i] * m[i]));
            let sum = a[i] + m[i];
            let results = [both[i].into(), sum.clone() - both[i], sum - both[i] * 2];
            for ((chip, _), result) in chips.iter().zip(results) {
                b.declare(*chip, |chip| chip.constrain(format!("the {name} limb of the result"), result - c[i]));
            }
        }
        Self { lane: b.finish(), chips, words, conjunction, asked }
    }

    /// The chip of an opcode, if it is one of this lane's.
    pub fn chip(&self, opcode: Opcode) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == opcode).map(|(chip, _)| *chip)
    }

    /// Fills a step, and notes the limbs that are looked up. The conjunction is solved for from the step's words.
    pub fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, step: &ZkStep, ands: &mut Vec<[Felt; 3]>) {
        let mut row = witness.row(index, &self.lane, chip);
        let [a, b, c] = self.words.fill(&mut row, step);
        let half = Felt::from(2).invert().expect("two is not zero");
        let conjunction = [0, 1].map(|i| match step.instruction.opcode() {
            Opcode::Or => a[i] + b[i] - c[i],
            Opcode::Xor => (a[i] + b[i] - c[i]) * half,
            _ => c[i],
        });
        self.conjunction.fill(&mut row, conjunction);
        let ones = power_of_two(128) - Felt::ONE;
        for i in [0, 1] {
            if b[i] != Felt::ZERO && b[i] != ones {
                row.set(self.asked[i].cell(), Felt::ONE);
                ands.push([a[i], b[i], conjunction[i]]);
            }
        }
    }
}
