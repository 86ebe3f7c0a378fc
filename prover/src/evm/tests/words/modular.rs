//! ADDMOD and MULMOD: completeness at their edges, known bugs rebuilt.

use ff::{Field, PrimeField};
use ruint::aliases::U512;

use super::super::super::modular::{ADDMOD, ModularLane};
use super::super::super::notes::Notes;
use super::lies::{forged, with_operand};
use super::*;
use crate::circuit::check;
use crate::range::{MultiplyLane, Product, RangeLanes};
use crate::testing::assert_accepted;
use crate::word::{integer, word};

/// Operands that together reach every case of every chip.
pub(super) fn samples() -> Vec<EvmStep> {
    let any = edges().pop().unwrap();
    let triples = [
        [any, any, U256::from(7)],
        [any, !any, any],
        [U256::from(9), any, U256::from(1)],
        [any, U256::from(9), U256::ZERO],
        [!U256::ZERO, !U256::ZERO, !U256::ZERO],
        [!U256::ZERO, !U256::ZERO, U256::from(2)],
        [U256::from(5), any, any << 100],
    ];
    on_triples(&triples)
}

fn on_triples(triples: &[[U256; 3]]) -> Vec<EvmStep> {
    let all = TERNARY.iter().flat_map(|name| triples.iter().map(move |triple| (*name, &triple[..])));
    steps(&all.collect::<Vec<_>>())
}

#[test]
fn every_modulus_is_accepted_at_the_edges_of_its_operands() {
    let edges = edges();
    let [.., any] = edges[..] else { unreachable!("there are edges") };
    let operands = [U256::ZERO, U256::from(1), U256::from(1) << 128, any, !U256::ZERO];
    for moduli in edges.chunks(4) {
        let mut triples = vec![];
        for modulus in moduli {
            triples.extend(operands.iter().flat_map(|a| operands.iter().map(|b| [*a, *b, *modulus])));
            // nothing, the largest, one and the smallest remainder but it
            triples.push([modulus.wrapping_sub(U256::from(1)), U256::from(1), *modulus]);
            triples.push([*modulus, *modulus, *modulus]);
        }
        let all = on_triples(&triples);
        assert_eq!(all.len(), 2 * triples.len());
        let circuit = circuit_of(&all);
        assert_accepted(&circuit, &witness_of(&circuit, &all, &all));
    }
}

/// The Scroll audit's MULMOD: by 0 the remainder was not forced to be 0.
#[test]
fn by_zero_there_is_no_result_but_zero() {
    for name in TERNARY {
        let chip = name.to_lowercase();
        let by_zero = step(name, &[U256::from(100), U256::from(3), U256::ZERO]);
        assert!(forged(place::MODULAR, &format!("{chip} by 0 or 1"), &by_zero, &by_zero, &[]));
        for result in [U256::from(1), U256::from(300), U256::from(103)] {
            let mut lied = by_zero.clone();
            lied.pushed[0] = word(result);
            assert!(!forged(place::MODULAR, &format!("{chip} by 0 or 1"), &lied, &lied, &[]), "{name}: {result}");
        }
        // 300 = 0·0 + 300, by the chip that divides
        for result in [U256::ZERO, U256::from(300), U256::from(103)] {
            let mut filled = step(name, &[U256::from(100), U256::from(3), U256::from(301)]);
            filled.pushed[0] = word(result);
            let believed = with_operand(&filled, 2, U256::ZERO);
            assert!(!forged(place::MODULAR, &chip, &filled, &believed, &[("modulus.lo", Felt::from(0))]));
        }
    }
}

#[test]
fn another_modulus_is_not_taken_for_zero_or_one() {
    for name in TERNARY {
        let chip = &format!("{} by 0 or 1", name.to_lowercase());
        let by_zero = step(name, &[U256::from(100), U256::from(3), U256::ZERO]);
        for modulus in [U256::from(2), U256::from(7), U256::from(1) << 128, (U256::from(1) << 128) + U256::from(1)] {
            let believed = with_operand(&by_zero, 2, modulus);
            let [lo, hi] = word(modulus);
            let cells = [("modulus.lo", lo), ("modulus.hi", hi)];
            assert!(!forged(place::MODULAR, chip, &by_zero, &believed, &cells), "{name} by {modulus}");
        }
    }
}

/// The sum or the product is of all its bits: modulo 2^256 first, another remainder would result (PSE 996 in its kind).
#[test]
fn nothing_overflows_before_it_is_reduced() {
    let half = U256::from(1) << 255;
    for (name, b) in [("ADDMOD", half), ("MULMOD", U256::from(2))] {
        // 2^256 mod 3 = 1; what is left of it modulo 2^256 is 0
        let honest = step(name, &[half, b, U256::from(3)]);
        assert_eq!(integer(honest.pushed[0]), U256::from(1));
        let chip = &name.to_lowercase();
        assert!(forged(place::MODULAR, chip, &honest, &honest, &[]));
        let mut lied = honest.clone();
        lied.pushed[0] = word(U256::ZERO);
        for upper in [0, 1].map(Felt::from) {
            assert!(!forged(place::MODULAR, chip, &lied, &lied, &[("upper word.lo", upper)]), "{name}");
        }
    }
}

/// `W₂·2^128 = p + v` with v below 2^128: in the field the carry is v.
#[test]
fn a_carry_does_not_wrap() {
    let modulus = U256::from_le_bytes((-Felt::ONE).to_repr()) + U256::from(1);
    let carry: U256 = (modulus >> 128_usize) + U256::from(1);
    let over: U256 = (carry << 128_usize).wrapping_sub(modulus);
    assert!(over < U256::from(1) << 128_usize);
    let n: U256 = (U256::from(1) << 200_usize) + U256::from(7);
    // v·2^128 + 5, said to be W₂·2^256 + 5
    let mut lied = step("ADDMOD", &[over << 128_usize, U256::from(5), n]);
    let false_sum: U512 = (U512::from(carry) << 256_usize) + U512::from(5);
    lied.pushed[0] = word((false_sum % U512::from(n)).wrapping_to());
    let quotient = word((false_sum / U512::from(n)).wrapping_to());
    let circuit = circuit_of(std::slice::from_ref(&lied));
    let mut witness = circuit.witness();
    witness.public = boundary(std::slice::from_ref(&lied));
    let lane = ModularLane::declare();
    let mut notes = Notes::default();
    let chip = lane.chip(ADDMOD, &lied).expect("it is ADDMOD's lane");
    lane.fill(&mut witness, place::MODULAR, chip, ADDMOD, &lied, &mut notes);
    let words = [word(U256::from(5)), word(carry)];
    let product = Product([quotient, word(n), lied.pushed[0], words[0], words[1]]);
    MultiplyLane::declare().fill(&mut witness, place::MULTIPLY, &product, &mut notes.ranges);
    RangeLanes::declare().fill(&mut witness, place::RANGES, &notes.ranges);
    let cells = ["lower word", "upper word", "quotient"].into_iter().zip([words[0], words[1], quotient]);
    for (name, limbs) in cells {
        for (limb, value) in ["lo", "hi"].into_iter().zip(limbs) {
            let column = column(&lane.lane, "addmod", &format!("{name}.{limb}")).expect("the chip has the cell");
            witness.lanes[place::MODULAR].set(0, column, value);
        }
    }
    witness.complete(&circuit);
    let found: Vec<String> = check(&circuit, &witness).iter().map(ToString::to_string).collect();
    assert_eq!(found, ["modular[0] addmod: not true that the sum's carry is 0 or 1"]);
}

#[test]
fn a_result_is_below_its_modulus() {
    for name in TERNARY {
        let honest = step(name, &[U256::from(1000), U256::from(5), U256::from(7)]);
        for more in [7, 14, 700] {
            let mut lied = honest.clone();
            lied.pushed[0][0] += Felt::from(more);
            assert!(!forged(place::MODULAR, &name.to_lowercase(), &lied, &lied, &[]), "{name}");
        }
    }
}
