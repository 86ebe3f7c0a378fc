//! Known bugs rebuilt: a step of bits, shifts, signed or modular arithmetic that is filled for other operands than it has.

use ff::Field;
use ruint::aliases::U256;
use vm_zkfriendly::isa::Opcode;

use super::super::lanes::lanes;
use super::lies::witness_of;
use super::*;
use crate::circuit::{Lane, check};
use crate::word::{Word, integer, word};

/// One instruction on r0, r1 and r2, its result unused; where it traps, it goes on.
struct Forgery {
    run: Run,
    opcode: Opcode,
    index: usize,
}

impl Forgery {
    fn new(opcode: Opcode, operands: [U256; 3]) -> Self {
        let [a, b, n] = operands;
        let constants = format!("const r0, {a:#x}\n    const r1, {b:#x}\n    const r2, {n:#x}");
        let third = if matches!(opcode, Opcode::Addmod | Opcode::Mulmod) { ", r2" } else { "" };
        let (trap, label) = if traps(opcode) { (" else after", "after:") } else { ("", "") };
        let source = format!(
            "entry main size 8:\n    {constants}\n    {opcode} r3, r0, r1{third}{trap}\n{label}\n    return r0, 1\n"
        );
        let run = Run::new(&source, &[]);
        let index = run.steps().iter().position(|step| step.instruction.opcode() == opcode).expect("it is executed");
        Self { run, opcode, index }
    }

    /// Whether the step is accepted as filled for the operands and the result of another one, some cells written over.
    fn is_accepted(&self, filled: &Self, result: Option<Word>, cells: &[(&str, Felt)]) -> bool {
        let mut steps = self.run.steps();
        let other = &filled.run.steps()[filled.index];
        for (read, other) in steps[self.index].reads.iter_mut().zip(&other.reads) {
            read.word = other.word;
        }
        steps[self.index].definitions[0].word = result.unwrap_or(other.definitions[0].word);
        let circuit = Arc::clone(self.run.prepare().circuit());
        let mut witness = witness_of(&circuit, &self.run, &self.run, &steps);
        let (place, lane) = lane_of(self.opcode);
        for (name, value) in cells {
            witness.lanes[place].set(0, column(lane, self.opcode, name), *value);
        }
        witness.complete(&circuit);
        check(&circuit, &witness).is_empty()
    }

    /// The same for its own operands: nothing is forged but the result and the cells.
    fn accepts(&self, result: Option<Word>, cells: &[(&str, Felt)]) -> bool {
        self.is_accepted(self, result, cells)
    }

    fn result(&self) -> Word {
        self.run.steps()[self.index].definitions[0].word
    }
}

fn traps(opcode: Opcode) -> bool {
    use Opcode::{Addmod, Mulmod, Sadd, Sdiv, Smod, Ssub};
    matches!(opcode, Addmod | Mulmod | Sadd | Sdiv | Smod | Ssub)
}

/// The lane that has the chip of an opcode, and its place.
fn lane_of(opcode: Opcode) -> (usize, &'static Lane) {
    static LANES: std::sync::LazyLock<Vec<Lane>> = std::sync::LazyLock::new(|| lanes().in_order());
    let has_chip = |lane: &Lane| lane.chips().any(|(_, name, _)| name == opcode.mnemonic());
    LANES.iter().enumerate().find(|(_, lane)| has_chip(lane)).expect("the opcode has a chip")
}

fn column(lane: &Lane, opcode: Opcode, name: &str) -> usize {
    let chip = lane.chips().find(|(_, chip, _)| *chip == opcode.mnemonic()).map(|(chip, ..)| chip);
    let is_it = |column: &usize| lane.column_name(chip, *column) == name && lane.is_own(chip, *column);
    (0..lane.width()).find(is_it).unwrap_or_else(|| panic!("{opcode} has no cell `{name}`"))
}

fn number(value: u64) -> U256 {
    U256::from(value)
}

fn power(bits: usize) -> U256 {
    U256::from(1) << bits
}

/// Some word with bits everywhere, negative.
fn any() -> U256 {
    U256::MAX / number(3) * number(2) + number(5)
}

const SHIFTS: [Opcode; 3] = [Opcode::Shl, Opcode::Shr, Opcode::Sar];

#[test]
fn a_far_shift_is_not_a_near_one() {
    for opcode in SHIFTS {
        let near = Forgery::new(opcode, [any(), number(5), U256::ZERO]);
        assert!(near.accepts(None, &[]));
        for (cell, value, far) in
            [("b.lo", Felt::from(256 + 5), number(256 + 5)), ("b.hi", Felt::ONE, power(128) + number(5))]
        {
            let far = Forgery::new(opcode, [any(), far, U256::ZERO]);
            assert!(!far.is_accepted(&near, None, &[(cell, value)]), "{opcode}");
        }
    }
}

#[test]
fn a_near_shift_is_not_a_far_one() {
    for opcode in SHIFTS {
        let near = Forgery::new(opcode, [any(), number(5), U256::ZERO]);
        for far in [number(300), power(130)] {
            let far = Forgery::new(opcode, [any(), far, U256::ZERO]);
            for distance in [Felt::from(5) - Felt::from(256), Felt::ZERO] {
                let cells = [("b.lo", Felt::from(5)), ("b.hi", Felt::ZERO), ("difference.lo", distance)];
                assert!(!near.is_accepted(&far, None, &cells), "{opcode}");
            }
        }
    }
}

#[test]
fn division_by_zero_is_not_chosen() {
    use Opcode::{Addmod, Mulmod, Sdiv, Smod};
    for opcode in [Sdiv, Smod, Addmod, Mulmod] {
        let is_modular = matches!(opcode, Addmod | Mulmod);
        let by = |divisor: u64| {
            let second = if is_modular { 9 } else { divisor };
            Forgery::new(opcode, [number(100), number(second), number(divisor)])
        };
        let (honest, by_zero) = (by(3), by(0));
        assert!(honest.accepts(None, &[]) && by_zero.accepts(None, &[]));
        let three = Felt::from(3);
        let of_b: &[&str] = if is_modular { &["n.lo"] } else { &["b.lo", "divisor.lo"] };
        for inverse in [Felt::ZERO, three.invert().unwrap()] {
            let cells: Vec<_> = of_b.iter().map(|cell| (*cell, three)).chain([("inverse", inverse)]).collect();
            assert!(!honest.is_accepted(&by_zero, None, &cells), "{opcode}");
        }
        // 100 = 0·3 + 100, and no comparison
        assert!(!honest.is_accepted(&by_zero, None, &[(of_b[0], three)]), "{opcode}");
        // nor is it denied
        let denied = if is_modular { "n is zero" } else { "division by zero" };
        for inverse in [Felt::ZERO, Felt::ONE] {
            assert!(!by_zero.accepts(None, &[(denied, Felt::ZERO), ("inverse", inverse)]), "{opcode}");
        }
    }
}

/// Words with the same check of the sign: they differ in the highest bit alone.
#[test]
fn a_sign_is_not_chosen() {
    use Opcode::{Sadd, Sar, Sdiv, Slt, Smod, Ssub};
    for opcode in [Sdiv, Smod, Sar, Slt, Sadd, Ssub] {
        let operand_count = if opcode == Sar { 1 } else { 2 };
        for operand in 0..operand_count {
            let name = ["a", "b"][operand];
            for filled in [[U256::MAX - number(6), number(2)], [number(7), number(2)], [power(254), power(200)]] {
                let mut operands = filled;
                operands[operand] ^= power(255);
                let [filled, honest] = [filled, operands].map(|[a, b]| Forgery::new(opcode, [a, b, U256::ZERO]));
                let high = word(operands[operand])[1];
                let sign = Felt::from(u64::from(operands[operand].bit(255)));
                let (hi, bit) = (format!("{name}.hi"), format!("{name} is negative"));
                for bit_value in [sign, Felt::ONE - sign] {
                    let cells = [(hi.as_str(), high), (bit.as_str(), bit_value)];
                    let is_true = honest.result() == filled.result() && bit_value == sign;
                    assert!(is_true || !honest.is_accepted(&filled, None, &cells), "{opcode} {operands:x?}");
                }
            }
        }
    }
}

#[test]
fn a_remainder_is_below_its_divisor() {
    use Opcode::{Addmod, Mulmod, Sar, Sdiv, Shr, Smod};
    let long = power(200) + number(100);
    for opcode in [Smod, Addmod, Mulmod] {
        for n in [number(7), power(130) + number(7)] {
            let b = if opcode == Smod { n } else { number(12) };
            let honest = Forgery::new(opcode, [long, b, n]);
            let result = integer(honest.result());
            for times in [1, 2, 14] {
                assert!(!honest.accepts(Some(word(result + n * number(times))), &[]), "{opcode} by {n}");
            }
            assert!(!honest.accepts(Some(word(result.wrapping_sub(n))), &[]), "{opcode} by {n}");
        }
    }
    for (opcode, by) in
        [(Sdiv, number(7)), (Sdiv, power(130)), (Shr, number(3)), (Shr, number(140)), (Sar, number(140))]
    {
        for value in [long, long.wrapping_neg()] {
            let honest = Forgery::new(opcode, [value, by, U256::ZERO]);
            let result = integer(honest.result());
            for lie in [result.wrapping_sub(number(1)), result.wrapping_add(number(1)), result.wrapping_neg(), !result]
            {
                assert!(lie == result || !honest.accepts(Some(word(lie)), &[]), "{opcode} by {by}");
            }
        }
    }
}

/// `2^255 = 3·q + 0` modulo 2^256 alone; the sum of two words has 257 bits.
#[test]
fn quotients_and_sums_do_not_wrap() {
    let by_three = Forgery::new(Opcode::Smod, [power(254), number(3), U256::ZERO]);
    assert!(by_three.accepts(None, &[]) && !by_three.accepts(Some([Felt::ZERO; 2]), &[]));
    for (opcode, n) in [(Opcode::Addmod, U256::MAX), (Opcode::Addmod, number(3)), (Opcode::Mulmod, number(3))] {
        let honest = Forgery::new(opcode, [U256::MAX - number(1), U256::MAX - number(1), n]);
        assert!(honest.accepts(None, &[]));
        // what is left of the lowest 256 bits
        let low = |a: U256| if opcode == Opcode::Addmod { a.wrapping_add(a) } else { a.wrapping_mul(a) };
        let lie = word(low(U256::MAX - number(1)) % n);
        assert!(lie == honest.result() || !honest.accepts(Some(lie), &[]), "{opcode} modulo {n}");
        assert!(!honest.accepts(None, &[("high word.lo", Felt::ZERO)]), "{opcode} modulo {n}");
    }
}

#[test]
fn the_least_word_divided_by_minus_one_is_itself() {
    let least = power(255);
    let honest = Forgery::new(Opcode::Sdiv, [least, U256::MAX, U256::ZERO]);
    assert_eq!(honest.result(), word(least));
    assert!(honest.accepts(None, &[]));
    for lie in [U256::ZERO, least - number(1), least + number(1), U256::MAX] {
        assert!(!honest.accepts(Some(word(lie)), &[]));
    }
}
