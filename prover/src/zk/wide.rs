//! Steps on words of two limbs, and what comes from outside. One row a step.
//!
//! | chip | says | relies on |
//! |---|---|---|
//! | const | `c = (x, y)` | immediates below 2^128 by the program check |
//! | wadd | `a + b = c + carry·2^256`, limb by limb with carries 0 or 1, limbs of c below 2^128 | limbs of a, b below 2^128 |
//! | wsub | `a − b = c − borrow·2^256`, likewise | the same |
//! | wlt | `a − b = r − c·2^256`, limbs of r below 2^128, `c = (0 or 1, 0)` | the same |
//! | eq | `c = (1, 0)` if both limbs are equal, else `(0, 0)` | |
//! | trunc | `v = q·w + r`, `r < w`, `q < 2^128`; v and r are the limb that is cut | the same; `w ≤ 2^120` |
//! | input, env | c is a calldata word, or a field of the call or the block | the statement's words have limbs below 2^128 |
//!
//! Largest intermediate value: `q·w + r < 2^249`. Degree 5, nine messages at most.

use ff::Field;
use vm_zkfriendly::isa::Opcode;

use super::Requests;
use super::step::{StepColumns, WordCells, ZkStep, modifier};
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipBuilder, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};
use crate::range::{bits_of, power_of_two};
use crate::word::less;

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct WideLane {
    /// The lane.
    pub lane: Lane,
    chips: Vec<(ChipId, Opcode)>,
    step: StepColumns,
    next_pc: Cell,
    operands: [Cell; 6],
    a: WordCells,
    b: WordCells,
    c: WordCells,
    checked: WordCells,
    width: Cell,
    uses: Cell,
    immediate: Bit,
    cuts_high: Bit,
    trap: Bit,
    carries: [Cell; 2],
    equal: [Cell; 2],
    inverses: [Cell; 2],
}

impl WideLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        use Opcode::{Const, Env, Eq, Input, Trunc, Wadd, Wlt, Wsub};
        let mut b = LaneBuilder::new("wide");
        let [constant, wadd, wsub, wlt, eq, trunc, input, env] =
            ["const", "wadd", "wsub", "wlt", "eq", "trunc", "input", "env"].map(|name| b.chip(name, Group::Execution));
        let chips = vec![
            (constant, Const),
            (wadd, Wadd),
            (wsub, Wsub),
            (wlt, Wlt),
            (eq, Eq),
            (trunc, Trunc),
            (input, Input),
            (env, Env),
        ];
        let step = StepColumns::declare(&mut b);
        let next_pc = b.column("next pc");
        let operands @ [ra, rb, rc, x, y, w] =
            b.columns(["a's register", "b's register", "c's register", "x", "y", "w"]);
        let [a, word_b, c, checked] =
            ["a", "b", "c", "range-checked value"].map(|name| WordCells::declare(&mut b, name));
        let [width, uses] = b.columns(["width of the low check", "uses of c"]);
        let immediate = b.bit("b is immediate");
        let cuts_high = b.bit("the high limb is cut");
        let trap = b.bit("overflow traps");
        let carries = b.declare(wadd, |chip| ["low carry", "high carry"].map(|name| chip.cell(name)));
        for chip in [wsub, wlt] {
            let own = b.declare(chip, |chip| ["low borrow", "high borrow"].map(|name| chip.cell(name)));
            assert_eq!(own, carries, "the first two cells of a chip's own are the lane's first pool columns");
        }
        let equal_and_inverses = b.declare(eq, |chip| {
            ["low limbs are equal", "high limbs are equal", "low inverse", "high inverse"].map(|name| chip.cell(name))
        });
        let [equal_lo, equal_hi, inverse_lo, inverse_hi] = equal_and_inverses;

        step.receive(&mut b);
        let on = b.on();
        step.send(&mut b, [next_pc, step.fp, step.lp, step.ap].map(Expr::from), on.clone());
        let modifier = immediate.expr() + cuts_high.cell() + trap.expr() * 2;
        step.fetch(&mut b, &chips, modifier, operands.map(Expr::from));
        let sum_of = |b: &LaneBuilder, chips: &[ChipId]| -> Expr { chips.iter().map(|chip| b.flag(*chip)).sum() };
        let binary = sum_of(&b, &[wadd, wsub, wlt, eq]);
        let full = sum_of(&b, &[wadd, wsub, wlt]);
        let cut = b.flag(trunc);
        let slot_a = a.slot(&mut b, step.fp + ra);
        let slot_b = word_b.slot(&mut b, step.fp + rb);
        let slot_c = c.slot(&mut b, step.fp + rc);
        b.receive(slot_a, Kind::ZkFrame, binary.clone() + cut.clone());
        b.receive(slot_b, Kind::ZkFrame, binary.clone() - immediate.cell());
        b.provide(slot_c, Kind::ZkFrame, on.clone(), uses);
        b.constrain("only two operands have an immediate", immediate.expr() * (Expr::from(1) - binary));
        b.constrain("only trunc cuts a high limb", cuts_high.expr() * (Expr::from(1) - cut.clone()));
        let limit = power_of_two(128);
        let low = b.slot([width.into(), checked.lo.into()]);
        let high = b.slot([limit.into(), checked.hi.into()]);
        for slot in [low, high] {
            b.receive(slot, Kind::RangeWide, full.clone() + cut.clone());
        }
        b.constrain("a full limb has 128 bits", full * (width - limit));
        let source = b.slot([x.into(), c.lo.into(), c.hi.into()]);

        let next = step.pc + 1;
        let falls_through =
            |chip: &mut ChipBuilder<'_>| chip.constrain("the next instruction follows", next.clone() - next_pc);
        let immediate_is_b = |chip: &mut ChipBuilder<'_>| {
            chip.constrain("an immediate is b, low limb", immediate.expr() * (word_b.lo - x));
            chip.constrain("an immediate is b, high limb", immediate.expr() * (word_b.hi - y));
        };
        let may_trap = |chip: &mut ChipBuilder<'_>| {
            let jump = carries[1] * trap.cell() * (w - next.clone());
            chip.constrain("an overflow goes to the trap, if there is one", next.clone() + jump - next_pc);
        };
        let carries_are_bits = |chip: &mut ChipBuilder<'_>| {
            chip.constrain("the low carry is 0 or 1", carries[0] * (carries[0] - 1));
            chip.constrain("the high carry is 0 or 1", carries[1] * (carries[1] - 1));
        };
        let difference = |chip: &mut ChipBuilder<'_>| {
            chip.constrain("low limbs: a − b = r − borrow·2^128", a.lo - word_b.lo - checked.lo + carries[0] * limit);
            let high = a.hi - word_b.hi - carries[0] - checked.hi + carries[1] * limit;
            chip.constrain("high limbs: a − b − borrow = r − borrow'·2^128", high);
        };
        let result_is_checked = |chip: &mut ChipBuilder<'_>| {
            chip.constrain("c is range-checked, low limb", c.lo - checked.lo);
            chip.constrain("c is range-checked, high limb", c.hi - checked.hi);
        };
        b.declare(constant, |chip| {
            chip.constrain("the low limb is x", c.lo - x);
            chip.constrain("the high limb is y", c.hi - y);
            falls_through(chip);
        });
        b.declare(wadd, |chip| {
            immediate_is_b(chip);
            carries_are_bits(chip);
            chip.constrain("low limbs: a + b = c + carry·2^128", a.lo + word_b.lo - checked.lo - carries[0] * limit);
            let high = a.hi + word_b.hi + carries[0] - checked.hi - carries[1] * limit;
            chip.constrain("high limbs: a + b + carry = c + carry'·2^128", high);
            result_is_checked(chip);
            may_trap(chip);
        });
        b.declare(wsub, |chip| {
            immediate_is_b(chip);
            carries_are_bits(chip);
            difference(chip);
            result_is_checked(chip);
            may_trap(chip);
        });
        b.declare(wlt, |chip| {
            immediate_is_b(chip);
            carries_are_bits(chip);
            difference(chip);
            chip.constrain("c is the borrow", c.lo - carries[1]);
            chip.constrain("c has one limb", c.hi.into());
            falls_through(chip);
        });
        b.declare(eq, |chip| {
            immediate_is_b(chip);
            for (limb, a, b, equal, inverse) in
                [("low", a.lo, word_b.lo, equal_lo, inverse_lo), ("high", a.hi, word_b.hi, equal_hi, inverse_hi)]
            {
                chip.constrain(format!("{limb} limbs that differ are not equal"), (a - b) * equal);
                chip.constrain(format!("{limb} limbs that do not differ are equal"), (a - b) * inverse + equal - 1);
            }
            chip.constrain("c: both limbs are equal", equal_lo * equal_hi - c.lo);
            chip.constrain("c has one limb", c.hi.into());
            falls_through(chip);
        });
        b.declare(trunc, |chip| {
            let high = cuts_high.expr();
            let cut = a.lo + high.clone() * (a.hi - a.lo);
            chip.constrain("the cut limb is q·w + r", cut - checked.hi * w - checked.lo);
            chip.constrain("the remainder is below the width", width - w);
            chip.constrain("c: low limb", checked.lo + high.clone() * (a.lo - checked.lo) - c.lo);
            chip.constrain("c: high limb", high * checked.lo - c.hi);
            falls_through(chip);
        });
        b.declare(input, |chip| {
            chip.receive(source, Kind::Input);
            falls_through(chip);
        });
        b.declare(env, |chip| {
            chip.receive(source, Kind::Env);
            falls_through(chip);
        });
        Self {
            lane: b.finish(),
            chips,
            step,
            next_pc,
            operands,
            a,
            b: word_b,
            c,
            checked,
            width,
            uses,
            immediate,
            cuts_high,
            trap,
            carries,
            equal: [equal_lo, equal_hi],
            inverses: [inverse_lo, inverse_hi],
        }
    }

    /// The chip of an opcode, if it is one of this lane's.
    pub fn chip(&self, opcode: Opcode) -> Option<ChipId> {
        self.chips.iter().find(|(_, own)| *own == opcode).map(|(chip, _)| *chip)
    }

    /// Fills a step; auxiliary cells are solved for from the step's words, as in the narrow lane.
    pub fn fill(&self, witness: &mut Witness, index: usize, chip: ChipId, step: &ZkStep, requests: &mut Requests) {
        let opcode = step.instruction.opcode();
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        row.set(self.next_pc, step.next[1]);
        self.operands.iter().zip(&step.rom[1..]).for_each(|(cell, value)| row.set(*cell, *value));
        let [.., x, y, w] = step.rom;
        let is_trunc = opcode == Opcode::Trunc;
        let immediate = !is_trunc && modifier(step) & 1 == 1;
        let cuts_high = is_trunc && modifier(step) == 1;
        row.set(self.immediate.cell(), Felt::from(u64::from(immediate)));
        row.set(self.cuts_high.cell(), Felt::from(u64::from(cuts_high)));
        row.set(self.trap.cell(), Felt::from(if is_trunc { 0 } else { modifier(step) >> 1 }));
        let read = |i: usize| step.reads.get(i).map_or([Felt::ZERO; 2], |read| read.word);
        let a = read(0);
        let b = if immediate { [x, y] } else { read(1) };
        let c = step.definitions.first().map_or([Felt::ZERO; 2], |definition| definition.word);
        self.a.fill(&mut row, a);
        self.b.fill(&mut row, b);
        self.c.fill(&mut row, c);
        row.set(self.uses, Felt::ZERO);

        let limit = power_of_two(128);
        let inverse = |value: Felt| value.invert().unwrap_or(Felt::ZERO);
        let mut check = |row: &mut crate::circuit::RowMut<'_>, width: Felt, checked: [Felt; 2]| {
            row.set(self.width, width);
            self.checked.fill(row, checked);
            requests.extend([(bits_of(width).unwrap_or(0), checked[0]), (128, checked[1])]);
        };
        let over_limit = |value: Felt| value * inverse(limit);
        let carries = match opcode {
            Opcode::Wadd => {
                check(&mut row, limit, c);
                let low = over_limit(a[0] + b[0] - c[0]);
                [low, over_limit(a[1] + b[1] + low - c[1])]
            }
            Opcode::Wsub => {
                check(&mut row, limit, c);
                let low = over_limit(c[0] + b[0] - a[0]);
                [low, over_limit(c[1] + b[1] + low - a[1])]
            }
            Opcode::Wlt => {
                let low = Felt::from(u64::from(less(a[0], b[0])));
                check(&mut row, limit, [a[0] - b[0] + low * limit, a[1] - b[1] - low + c[0] * limit]);
                [low, c[0]]
            }
            Opcode::Eq => {
                for (i, (equal, inverted)) in self.equal.iter().zip(&self.inverses).enumerate() {
                    row.set(*equal, Felt::from(u64::from(a[i] == b[i])));
                    row.set(*inverted, inverse(a[i] - b[i]));
                }
                return;
            }
            Opcode::Trunc => {
                let (cut, rest) = if cuts_high { (a[1], c[1]) } else { (a[0], c[0]) };
                check(&mut row, w, [rest, (cut - rest) * inverse(w)]);
                return;
            }
            _ => return,
        };
        self.carries.iter().zip(carries).for_each(|(cell, value)| row.set(*cell, value));
    }
}
