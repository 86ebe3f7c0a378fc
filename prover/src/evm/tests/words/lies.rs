//! Flip, ghost, tamper, fork, and known bugs rebuilt, on the native checker.

use ff::{Field, PrimeField};

use super::*;
use crate::circuit::check;
use crate::range::power_of_two;
use crate::testing::{Verdicts, flips, ghosts, judge};
use crate::word::{integer, word};

/// A cell that may have any value on rows where other cells are as listed, and why.
struct Free {
    chips: &'static [&'static str],
    cells: &'static [&'static str],
    when: &'static [(&'static str, u64)],
    #[expect(dead_code, reason = "it is for the reader")]
    why: &'static str,
}

const BITS: &[&str] = &["and", "or", "xor"];

const FREE: &[Free] = &[
    Free {
        chips: &["short mul", "short div", "short mod"],
        cells: &["the short factor is not y"],
        when: &[],
        why: "both factors are equal, so that either is the short one",
    },
    Free { chips: &["eq", "iszero", "not"], cells: &["low carry"], when: &[], why: "nothing is added or subtracted" },
    Free { chips: &["not"], cells: &["high carry or truth"], when: &[], why: "nothing is added, no truth results" },
    Free {
        chips: &["eq"],
        cells: &["low inverse", "high inverse"],
        when: &[("high carry or truth", 1)],
        why: "the differences are 0, which other constraints say",
    },
    Free {
        chips: &["eq"],
        cells: &["high inverse"],
        when: &[("high inverse", 0)],
        why: "the low limbs differ and the high ones may not: then 0 is multiplied",
    },
    Free {
        chips: &["iszero"],
        cells: &["inverse"],
        when: &[("high carry or truth", 1)],
        why: "the sum is 0, which the other constraint says",
    },
    Free {
        chips: BITS,
        cells: &["exponent", "width", "quotient", "remainder", "the cut keeps the high bits"],
        when: &[("the low limb is cut", 0), ("the high limb is cut", 0)],
        why: "no limb is cut",
    },
    Free {
        chips: &["mul"],
        cells: &["inverse", "difference.lo", "difference.hi", "borrow of the difference"],
        when: &[],
        why: "a product divides by nothing and has no remainder",
    },
    Free {
        chips: &["shl"],
        cells: &["inverse", "difference.lo", "difference.hi", "borrow of the difference"],
        when: &[("shl is far", 0)],
        why: "a shift to the left has no remainder, a near one no distance",
    },
    Free { chips: &["shl"], cells: &["borrow of the difference"], when: &[], why: "there is no remainder" },
    Free { chips: &["shr"], cells: &["inverse"], when: &[("shr is far", 0)], why: "only a far shift has a high limb" },
    Free { chips: &["shr"], cells: &["borrow of the difference"], when: &[("shr is far", 1)], why: "no remainder" },
    Free {
        chips: &["shl", "shr"],
        cells: &["inverse"],
        when: &[("operand.hi", 0)],
        why: "256 and more in the low limb show that a shift is far",
    },
    Free {
        chips: &["div"],
        cells: &["inverse", "difference.lo", "difference.hi", "borrow of the difference"],
        when: &[("div by zero", 1)],
        why: "by zero the divisor has no inverse and the remainder no bound",
    },
    Free {
        chips: &["mod"],
        cells: &["inverse", "difference.lo", "difference.hi", "borrow of the difference", "rest.lo", "rest.hi"],
        when: &[("mod by zero", 1)],
        why: "by zero there is no product, and the result is constrained to be 0",
    },
];

const SIGNED_FREE: &[Free] = &[
    Free {
        chips: &["sdiv", "smod"],
        cells: &["carry of the value"],
        when: &[("the value is negative", 0)],
        why: "the dividend is the value",
    },
    Free {
        chips: &["sdiv", "smod"],
        cells: &["carry of the operand"],
        when: &[("the operand is negative", 0)],
        why: "the divisor is the operand",
    },
    Free {
        chips: &["sdiv", "smod"],
        cells: &["low carry of the result", "high carry of the result"],
        when: &[("the result is negated", 0)],
        why: "the result is the quotient or the remainder",
    },
    Free {
        chips: &["sdiv", "smod"],
        cells: &[
            "inverse",
            "difference.lo",
            "difference.hi",
            "borrow of the difference",
            "low carry of the result",
            "high carry of the result",
        ],
        when: &[("division by zero", 1)],
        why: "by zero the divisor has no inverse, the remainder no bound, the result is constrained to be 0",
    },
    Free {
        chips: &["sar"],
        cells: &[
            "carry of the value",
            "carry of the operand",
            "low carry of the result",
            "high carry of the result",
            "the operand is negative",
        ],
        when: &[],
        why: "complements need no carry, and a shift has no sign",
    },
    Free { chips: &["sar"], cells: &["inverse"], when: &[("far shift", 0)], why: "only a far shift has a high limb" },
    Free { chips: &["sar"], cells: &["borrow of the difference"], when: &[("far shift", 1)], why: "no remainder" },
    Free {
        chips: &["byte", "signextend"],
        cells: &["inverse", "distance"],
        when: &[("there is no such byte", 0)],
        why: "only a byte that is far has a distance or a high limb",
    },
    Free {
        chips: &["byte", "signextend"],
        cells: &["inverse"],
        when: &[("x.hi", 0)],
        why: "32 and more in the low limb show that there is no such byte",
    },
    Free {
        chips: &["byte", "signextend"],
        cells: &[
            "place",
            "power",
            "what is above",
            "what is below",
            "seven bits",
            "extended limb",
            "the highest bit",
            "it is in the high limb",
        ],
        when: &[("there is no such byte", 1)],
        why: "nothing is said of a byte that is not there",
    },
    Free {
        chips: &["sar"],
        cells: &["inverse"],
        when: &[("operand.hi", 0)],
        why: "256 and more in the low limb show that a shift is far",
    },
];

const POWER_FREE: &[Free] = &[
    Free {
        chips: &["addmod by 0 or 1", "mulmod by 0 or 1"],
        cells: &["borrow of the difference"],
        when: &[],
        why: "by 0 or 1 nothing is divided, the result is constrained to be 0",
    },
    Free {
        chips: &["exp to 0"],
        cells: &[
            "unused bits of its highest byte: 1",
            "unused bits of its highest byte: 2",
            "unused bits of its highest byte: 4",
        ],
        when: &[],
        why: "an exponent of 0 has no byte: its price is 0, and no chain is asked for",
    },
];

/// Whether [`FREE`], [`SIGNED_FREE`] or [`POWER_FREE`] has the cell of a lie `lane[row] chip: cell`, and the row is as it says.
pub(in crate::evm::tests) fn may_be_free(circuit: &Circuit, witness: &Witness, what: &str) -> bool {
    let parts = what.split_once('[').and_then(|(lane, rest)| {
        let (row, rest) = rest.split_once("] ")?;
        let (chip, cell) = rest.split_once(": ")?;
        Some((lane, row.parse::<usize>().ok()?, chip, cell))
    });
    let Some((lane_name, row, chip, cell)) = parts else { return false };
    let index = circuit.lanes.iter().position(|lane| lane.name == lane_name).expect("a lie names a lane");
    let is = |(name, value): &(&str, u64)| {
        let column = column(&circuit.lanes[index], chip, name);
        column.is_some_and(|column| witness.lanes[index].get(row, column) == Felt::from(*value))
    };
    FREE.iter()
        .chain(SIGNED_FREE)
        .chain(POWER_FREE)
        .any(|free| free.chips.contains(&chip) && free.cells.contains(&cell) && free.when.iter().all(is))
}

/// Operands that together reach every case of every chip.
fn samples() -> Vec<EvmStep> {
    let power = |n: usize| U256::from(1) << n;
    let any = edges().pop().unwrap();
    let mut samples = on_pairs(&[
        [any, U256::from(7)],
        [U256::from(7), any],
        [U256::from(300), any],
        [power(130), any],
        [any, U256::ZERO],
        [any, any],
        [U256::ZERO, U256::ZERO],
        [any, power(160) - U256::from(1)],
        [!(power(160) - U256::from(1)), any],
        [power(255), U256::from(3)],
        [U256::from(1000), U256::from(7)],
        [power(127) + U256::from(5), power(70) + U256::from(9)],
        [U256::from(9), power(127) + U256::from(1)],
        [!U256::from(1000), U256::from(7)],
        [U256::from(9), !power(130)],
        [power(255), !U256::ZERO],
        [U256::from(22), any],
        [U256::from(31), any],
    ]);
    samples.extend(modular::samples());
    samples.extend(exp::samples());
    samples
}

/// Tells flips and ghosts about the samples; none is accepted.
pub(in crate::evm::tests) fn flips_and_ghosts() -> ((Arc<Circuit>, Arc<Witness>), Verdicts) {
    let steps = samples();
    let circuit = circuit_of(&steps);
    let witness = witness_of(&circuit, &steps, &steps);
    // range checks and products have their own lanes, whose rows are the same for every chip
    let own = ["alu", "bits", "bitwise", "product", "short product", "signed", "byte", "modular", "exp", "exp bits"];
    let lies = flips(&circuit, &witness).chain(ghosts(&circuit, &witness));
    let lies = lies.filter(|lie| own.contains(&circuit.lanes[lie.rows[0].0].name));
    let verdicts = judge(&circuit, &witness, lies);
    let surprising: Vec<_> = verdicts.accepted.iter().filter(|what| !may_be_free(&circuit, &witness, what)).collect();
    assert!(surprising.is_empty(), "accepted lies: {surprising:#?}");
    assert!(verdicts.tried > 20_000, "only {} lies were told", verdicts.tried);
    ((circuit, Arc::new(witness)), verdicts)
}

#[test]
fn tampered_steps_are_refused() {
    let steps = samples();
    let mut tried = 0;
    for step in steps.into_iter().step_by(5) {
        let honest = [step];
        let circuit = circuit_of(&honest);
        let truth = witness_of(&circuit, &honest, &honest);
        let [step] = honest;
        for (field, lie) in super::super::lies::tampered(&step) {
            let lied = witness_of(&circuit, &[lie], std::slice::from_ref(&step));
            // the chip has no cell for the field: the lie cannot be told
            if lied.lanes == truth.lanes {
                continue;
            }
            tried += 1;
            assert_ne!(check(&circuit, &lied), vec![], "{}: {field}", describe(step.opcode));
        }
    }
    assert!(tried > 500, "only {tried} lies were told");
}

/// The public rows believe the false result: only the arithmetic can refuse it.
#[test]
fn another_result_is_refused() {
    let mut tried = 0;
    for step in samples() {
        let honest = [step];
        let circuit = circuit_of(&honest);
        let [step] = honest;
        let z = step.pushed[0];
        let y = step.popped.last().expect("operands").word;
        let mut lies = vec![[Felt::ZERO; 2], [Felt::ONE, Felt::ZERO], [Felt::ZERO, Felt::ONE], step.popped[0].word, y];
        for power in [0, 64, 127].map(power_of_two) {
            for delta in [power, -power] {
                lies.extend([[z[0] + delta, z[1]], [z[0], z[1] + delta], [z[0] + delta, z[1] - delta]]);
            }
        }
        // a carry that is not taken over
        lies.extend([[z[0] - power_of_two(128), z[1] + Felt::ONE], [z[0] + power_of_two(128), z[1] - Felt::ONE]]);
        // a remainder less or more the divisor, or its double; the truth denied
        let wrapped = |change: fn(U256, U256) -> U256| word(change(integer(z), integer(y)));
        lies.extend([
            wrapped(U256::wrapping_add),
            wrapped(U256::wrapping_sub),
            wrapped(|z, y| z.wrapping_add(y).wrapping_add(y)),
            wrapped(|z, _| !z),
            [Felt::ONE - z[0], z[1]],
        ]);
        for lie in lies.into_iter().filter(|lie| *lie != z) {
            let mut lied = step.clone();
            lied.pushed[0] = lie;
            let lied = [lied];
            let witness = witness_of(&circuit, &lied, &lied);
            assert_ne!(check(&circuit, &witness), vec![], "{} gives {lie:?}", describe(step.opcode));
            tried += 1;
        }
    }
    assert!(tried > 5_000, "only {tried} lies were told");
}

/// A step filled as `filled`, some cells of its row written over, between public rows that believe `believed`.
pub(super) fn forged(place: usize, chip: &str, filled: &EvmStep, believed: &EvmStep, cells: &[(&str, Felt)]) -> bool {
    let filled = std::slice::from_ref(filled);
    let circuit = circuit_of(filled);
    let mut witness = circuit.witness();
    witness.public = boundary(std::slice::from_ref(believed));
    lanes().fill_steps(&mut witness, filled).expect("the step can be filled");
    for (cell, value) in cells {
        let column = column(&circuit.lanes[place], chip, cell).expect("the chip has the cell");
        witness.lanes[place].set(0, column, *value);
    }
    witness.complete(&circuit);
    check(&circuit, &witness).is_empty()
}

/// A step that took another operand than it is said to have taken.
pub(super) fn with_operand(step: &EvmStep, index: usize, operand: U256) -> EvmStep {
    let mut changed = step.clone();
    changed.popped[index].word = word(operand);
    changed
}

/// `x·y = p + w` with w below 2^128: in the field the product is w.
#[test]
fn a_short_product_does_not_wrap() {
    let modulus = U256::from_le_bytes((-Felt::ONE).to_repr()) + U256::from(1);
    let x = (U256::from(1) << 128) - U256::from(1);
    let y = modulus / x + U256::from(1);
    let w = x * y - modulus;
    assert!(w < x);
    let mut filled = step("MUL", &[U256::from(5), y]);
    filled.pushed[0] = word(w);
    let believed = with_operand(&filled, 0, x);
    let x = word(x)[0];
    for cells in [&[("x.lo", x)][..], &[("x.lo", x), ("short factor", x)]] {
        assert!(!forged(place::SHORT, "short mul", &filled, &believed, cells));
    }
}

/// PSE 996: `k·n + r` compared modulo 2^256 alone makes 0 of `2^255 mod 3`.
#[test]
fn a_quotient_does_not_overflow() {
    let mut step = step("MOD", &[U256::from(1) << 255, U256::from(3)]);
    assert!(forged(place::PRODUCT, "mod", &step, &step, &[]));
    step.pushed[0] = [Felt::ZERO; 2];
    assert!(!forged(place::PRODUCT, "mod", &step, &step, &[]));
}

/// PSE 1124, 1136, 1272: the shift's lowest byte not tied to the word.
#[test]
fn a_far_shift_is_not_a_near_one() {
    let y = edges().pop().unwrap();
    for name in ["SHL", "SHR"] {
        let chip = &name.to_lowercase();
        let near = step(name, &[U256::from(5), y]);
        for (cell, value, far) in [
            ("operand.lo", Felt::from(256 + 5), U256::from(256 + 5)),
            ("operand.hi", Felt::ONE, (U256::from(1) << 128) + U256::from(5)),
        ] {
            let believed = with_operand(&near, 0, far);
            assert!(!forged(place::PRODUCT, chip, &near, &believed, &[(cell, value)]));
        }
        assert!(forged(place::PRODUCT, chip, &near, &near, &[]));
    }
}

#[test]
fn a_near_shift_is_not_a_far_one() {
    let y = edges().pop().unwrap();
    for name in ["SHL", "SHR"] {
        let chip = &name.to_lowercase();
        for far in [U256::from(300), U256::from(1) << 130] {
            let far = step(name, &[far, y]);
            let believed = with_operand(&far, 0, U256::from(5));
            let distance = Felt::from(5) - Felt::from(256);
            for distance in [distance, Felt::ZERO] {
                let cells = [("operand.lo", Felt::from(5)), ("operand.hi", Felt::ZERO), ("difference.lo", distance)];
                assert!(!forged(place::PRODUCT, chip, &far, &believed, &cells));
            }
        }
    }
}

#[test]
fn division_by_zero_is_not_chosen() {
    for name in ["DIV", "MOD"] {
        let chip = &name.to_lowercase();
        let by_zero = step(name, &[U256::from(100), U256::ZERO]);
        let believed = with_operand(&by_zero, 1, U256::from(3));
        for inverse in [Felt::ZERO, Felt::from(3).invert().unwrap()] {
            let three = Felt::from(3);
            let cells = [("operand.lo", three), ("factor.lo", three), ("inverse", inverse)];
            assert!(!forged(place::PRODUCT, chip, &by_zero, &believed, &cells));
            // 100 = 0·3 + 100, and no comparison
            assert!(!forged(place::PRODUCT, chip, &by_zero, &believed, &[("operand.lo", three)]));
        }
    }
}

/// Polygon: the remainder has to be below the divisor, not below something else.
#[test]
fn a_remainder_is_below_its_divisor() {
    let long = (U256::from(1) << 200) + U256::from(100);
    for (lane, short, x) in [(place::PRODUCT, "", long), (place::SHORT, "short ", U256::from(100))] {
        let honest = step("MOD", &[x, U256::from(7)]);
        assert!(forged(lane, &format!("{short}mod"), &honest, &honest, &[]));
        for more in [7, 14, 98] {
            let mut lied = honest.clone();
            lied.pushed[0][0] += Felt::from(more);
            assert!(!forged(lane, &format!("{short}mod"), &lied, &lied, &[]));
        }
        let mut lied = step("DIV", &[x, U256::from(7)]);
        lied.pushed[0][0] -= Felt::ONE;
        assert!(!forged(lane, &format!("{short}div"), &lied, &lied, &[]));
    }
}

#[test]
fn a_sign_is_not_chosen() {
    let minus_one = !U256::ZERO;
    for (name, x, y) in [("SLT", minus_one, U256::from(1)), ("SGT", U256::from(1), minus_one)] {
        let chip = &name.to_lowercase();
        let honest = step(name, &[x, y]);
        assert_eq!(honest.pushed[0], word(U256::from(1)));
        // as unsigned words they compare the other way
        let mut lied = honest.clone();
        lied.pushed[0] = [Felt::ZERO; 2];
        for sign in ["x is negative", "y is negative"] {
            for value in [0, 1] {
                assert!(!forged(place::ALU, chip, &lied, &lied, &[(sign, Felt::from(value))]));
            }
        }
    }
}

/// The signs of both operands, and that of the result, in every combination that is not true.
#[test]
fn signs_of_a_division_are_not_chosen() {
    for name in ["SDIV", "SMOD", "SAR"] {
        let chip = &name.to_lowercase();
        for (x, y) in
            [(!U256::from(99), U256::from(7)), (U256::from(7), !U256::from(99)), (U256::from(99), U256::from(7))]
        {
            let honest = step(name, &[x, y]);
            assert!(forged(place::SIGNED, chip, &honest, &honest, &[]));
            for negated in [false, true] {
                let mut lied = honest.clone();
                if negated {
                    lied.pushed[0] = word(integer(lied.pushed[0]).wrapping_neg());
                }
                for sign in ["the value is negative", "the operand is negative", "the result is negated"] {
                    for value in [0, 1].map(Felt::from) {
                        let lane = &circuit_of(std::slice::from_ref(&lied)).lanes[place::SIGNED];
                        let mut witness = Witness::of_lanes(&lanes().in_order());
                        lanes().fill_steps(&mut witness, std::slice::from_ref(&lied)).expect("the step can be filled");
                        let filled = witness.lanes[place::SIGNED].get(0, column(lane, chip, sign).expect("a cell"));
                        let idle = name == "SAR" && sign == "the operand is negative";
                        if lied == honest && (filled == value || idle) {
                            continue;
                        }
                        assert!(!forged(place::SIGNED, chip, &lied, &lied, &[(sign, value)]), "{name}: {sign}");
                    }
                }
            }
        }
    }
}

/// A mask is cut only where it has ones on one side.
#[test]
fn a_mask_is_what_it_is() {
    let value = edges().pop().unwrap();
    let address = (U256::from(1) << 160) - U256::from(1);
    let honest = step("AND", &[value, address]);
    assert!(forged(place::BITS, "and", &honest, &honest, &[]));
    for mask in [address - U256::from(1), address << 1, address >> 1] {
        let believed = with_operand(&honest, 1, mask);
        let [lo, hi] = word(mask);
        assert!(!forged(place::BITS, "and", &honest, &believed, &[("mask.lo", lo), ("mask.hi", hi)]));
    }
    // clearing what should be kept
    let cells = [("the cut keeps the high bits", Felt::ONE)];
    assert!(!forged(place::BITS, "and", &honest, &honest, &cells));
}
