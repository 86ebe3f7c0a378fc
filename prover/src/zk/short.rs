//! Products of words that fit into a word, without the multiplication of words. One row a step.
//!
//! One of the factors has one limb: x, a or b, cut into `x = x₀ + 2^121·x₁`. y is the other one. Chip `short wmul` says, limb by limb,
//!
//! | equation | because |
//! |---|---|
//! | `x₀·y.lo = c.lo + 2^121·q` | `x₀·y = c` modulo 2^121 |
//! | `q + x₁·y.lo = 2^7·(c.hi − x·y.hi)` | together: `x·y.lo + 2^128·x·y.hi = c.lo + 2^128·c.hi`, which is `a·b = c` |
//! | `y.hi = s`, or `x₁ = 0` and q is a multiple of 2^7 | else the second would hold in the field alone |
//!
//! The row looks up the digits of `x₀ < 2^121`, of `x₁ < 2^7`, of `s < 2^7` and of `q + 2^7 < 2^128`, and asks that both limbs of c be below 2^128. Both
//! sides of the first equation are below 2^250, less than the modulus, so it holds between integers. If y.hi = s, so does the second, whose sides are
//! below 2^143. If not, it is 2^7 times `q / 2^7 = c.hi − x·y.hi`, of which the same is true below 2^250.
//!
//! Each product that fits has such a row: if y.hi is not below 2^7, x is below 2^121, and `q / 2^7` is what x·y.lo carries into the high limb; q lies between
//! −2^7 and 2^128 − 2^7. A product of 2^256 or more has none, and one that fits has none that overflows in the product lane, where it may stand, too: the
//! prover cannot choose whether the trap follows. A step of this lane goes on. Relies on limbs of a and b below 2^128. Degree 5, 33 messages.

use ff::Field;
use vm_zkfriendly::isa::Opcode;

use super::Requests;
use super::step::{StepColumns, WordCells, ZkStep, modifier};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::{Digits, power_of_two};
use crate::word::{Word, integer, less, small, word};

/// Bits of x₀ and of the carry without its lowest: eleven digits.
const LONG_BITS: u32 = 121;

/// The other bits of a limb.
const TOP_BITS: u32 = 7;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct ShortLane {
    /// The lane.
    pub lane: Lane,
    chip: ChipId,
    step: StepColumns,
    /// The registers of a, b and c, and the trap.
    operands: [Cell; 4],
    x_register: Cell,
    y: WordCells,
    c: WordCells,
    uses: Cell,
    trap: Bit,
    /// x₀ and x₁.
    x: [Digits; 2],
    /// The lowest bits of `q + 2^7`, and the others.
    carry: [Digits; 2],
    short_y: Digits,
}

impl ShortLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("short product");
        let chip = b.chip("short wmul", Group::Execution);
        let step = StepColumns::declare(&mut b);
        let operands @ [ra, rb, rc, w] = b.columns(["a's register", "b's register", "c's register", "w"]);
        let x_register = b.column("x's register");
        let [y, c] = ["y", "c"].map(|name| WordCells::declare(&mut b, name));
        let uses = b.column("uses of c");
        let trap = b.bit("overflow traps");
        let mut digits = |name: &str, bits| Digits::declare(&mut b, chip, bits, |i| format!("{name}, limb {i}"));
        let x = [digits("x", LONG_BITS), digits("top of x", TOP_BITS)];
        let carry = [digits("low bits of the carry", TOP_BITS), digits("carry", LONG_BITS)];
        let short_y = digits("short y.hi", TOP_BITS);

        step.receive(&mut b);
        let on = b.on();
        step.send(&mut b, [step.pc + 1, step.fp.into(), step.lp.into(), step.ap.into()], on.clone());
        let nothing = || Expr::ZERO;
        let opcode = [(chip, Opcode::Wmul)];
        step.fetch(&mut b, &opcode, trap.expr() * 2, [ra.into(), rb.into(), rc.into(), nothing(), nothing(), w.into()]);
        let [x_low, x_top] = [0, 1].map(|part: usize| x[part].value());
        let whole = x_low.clone() + x_top.clone() * power_of_two(LONG_BITS);
        let one_limb = b.slot([step.fp + x_register, whole.clone(), nothing()]);
        b.receive(one_limb, Kind::ZkFrame, on.clone());
        let other = y.slot(&mut b, step.fp + ra + rb - x_register);
        b.receive(other, Kind::ZkFrame, on.clone());
        let result = c.slot(&mut b, step.fp + rc);
        b.provide(result, Kind::ZkFrame, on.clone(), uses);
        for limb in [c.lo, c.hi] {
            let slot = b.slot([power_of_two(128).into(), limb.into()]);
            b.receive(slot, Kind::RangeWide, on.clone());
        }

        b.declare(chip, |chip| {
            chip.constrain("x is a or b", (x_register - ra) * (x_register - rb));
            let [low, high] = [0, 1].map(|part: usize| carry[part].value());
            let q = low.clone() + (high - 1) * power_of_two(TOP_BITS);
            let shifted = q.clone() * power_of_two(LONG_BITS);
            chip.constrain("from 2^0 on: x₀·y = c + q·2^121", x_low * y.lo - c.lo - shifted);
            let rest = (c.hi - whole * y.hi) * power_of_two(TOP_BITS);
            chip.constrain("from 2^121 on: q + x₁·y = (c − x·y)·2^7", q + x_top.clone() * y.lo - rest);
            let is_long = y.hi - short_y.value();
            chip.constrain("x is short unless y is", x_top * is_long.clone());
            chip.constrain("the carry is from 2^128 on unless y is short", low * is_long);
        });
        Self { lane: b.finish(), chip, step, operands, x_register, y, c, uses, trap, x, carry, short_y }
    }

    /// Whether a step is a product that fits.
    pub fn fits(&self, step: &ZkStep) -> bool {
        let [a, b] = factors(step);
        step.instruction.opcode() == Opcode::Wmul && integer(a).checked_mul(integer(b)).is_some()
    }

    /// Fills a step and notes the range checks it needs. The carry is solved for, so that a false product satisfies the first equation.
    pub fn fill(&self, witness: &mut Witness, index: usize, step: &ZkStep, requests: &mut Requests) {
        let mut row = witness.row(index, &self.lane, self.chip);
        self.step.fill(&mut row, step);
        let [_, ra, rb, rc, .., w] = step.rom;
        self.operands.iter().zip([ra, rb, rc, w]).for_each(|(cell, value)| row.set(*cell, value));
        row.set(self.trap.cell(), Felt::from(modifier(step) >> 1));
        row.set(self.uses, Felt::ZERO);
        let [a, b] = factors(step);
        let (x_register, x, y) = if a[1] == Felt::ZERO { (ra, a, b) } else { (rb, b, a) };
        row.set(self.x_register, x_register);
        self.y.fill(&mut row, y);
        let c = step.definitions.first().map_or([Felt::ZERO; 2], |definition| definition.word);
        self.c.fill(&mut row, c);
        let over = |value: Felt, bits| value * power_of_two(bits).invert().expect("a power of two is not zero");
        let [x_top, _] = word(integer(x) >> LONG_BITS as usize);
        let x_low = x[0] - x_top * power_of_two(LONG_BITS);
        let is_short = less(y[1], power_of_two(TOP_BITS));
        let carry = over(x_low * y[0] - c[0], LONG_BITS) + power_of_two(TOP_BITS);
        let low = if is_short { Felt::from(small(carry) % (1 << TOP_BITS)) } else { Felt::ZERO };
        for (digits, value) in self.x.iter().zip([x_low, x_top]) {
            digits.fill(&mut row, value);
        }
        for (digits, value) in self.carry.iter().zip([low, over(carry - low, TOP_BITS)]) {
            digits.fill(&mut row, value);
        }
        self.short_y.fill(&mut row, if is_short { y[1] } else { Felt::ZERO });
        requests.extend(c.map(|limb| (128, limb)));
    }
}

fn factors(step: &ZkStep) -> [Word; 2] {
    [0, 1].map(|i| step.reads.get(i).map_or([Felt::ZERO; 2], |read| read.word))
}
