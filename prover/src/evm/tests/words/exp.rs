//! EXP: completeness at its edges, lies about the chain.

use ff::{Field, PrimeField};

use super::super::super::exp::{EXP, ExpLane};
use super::super::super::exp_bits::{Chain, ExpBitLane};
use super::super::super::notes::Notes;
use super::lies::{forged, with_operand};
use super::*;
use crate::circuit::{Message, Violation, check};
use crate::range::{MultiplyLane, RangeLanes};
use crate::testing::assert_accepted;
use crate::word::word;

fn power(bits: usize) -> U256 {
    U256::from(1) << bits
}

/// Operands that together reach every case of every chip.
pub(super) fn samples() -> Vec<EvmStep> {
    let any = edges().pop().unwrap();
    let three = U256::from(3);
    let short = [(any, 0), (any, 1), (U256::ZERO, 0), (U256::ZERO, 5), (any, 2), (any, 3), (three, 0x2cd)];
    let mut pairs = short.map(|(base, exponent)| [base, U256::from(exponent)]).to_vec();
    pairs.push([any, power(128)]);
    steps(&pairs.iter().map(|pair| ("EXP", &pair[..])).collect::<Vec<_>>())
}

#[test]
fn powers_are_accepted_at_the_edges_of_their_exponents() {
    let short = [0, 1, 2, 3, 7, 8, 127, 128, 255, 256, 257, 65535, 65536].map(U256::from);
    for bases in edges().chunks(4) {
        let pairs: Vec<_> = bases.iter().flat_map(|base| short.iter().map(|exponent| [*base, *exponent])).collect();
        let all = steps(&pairs.iter().map(|pair| ("EXP", &pair[..])).collect::<Vec<_>>());
        let circuit = circuit_of(&all);
        assert_accepted(&circuit, &witness_of(&circuit, &all, &all));
    }
    // one of them makes five hundred products
    let long =
        [power(127), power(128) - U256::from(1), power(128), power(255), power(248) - U256::from(1), !U256::ZERO];
    for base in [U256::ZERO, U256::from(1), U256::from(2), !U256::ZERO] {
        for exponent in long {
            let all = [step("EXP", &[base, exponent])];
            let circuit = circuit_of(&all);
            assert_accepted(&circuit, &witness_of(&circuit, &all, &all));
        }
    }
}

/// The number of bytes is the exponent's, neither fewer nor more.
#[test]
fn the_price_is_that_of_the_exponent() {
    for exponent in [1, 0x7f, 0x80, 0xff, 0x100, 0x1ff] {
        let honest = step("EXP", &[U256::from(3), U256::from(exponent)]);
        assert!(forged(place::EXP, "exp to a limb", &honest, &honest, &[]));
        let bytes = (64 - u64::leading_zeros(exponent)).div_ceil(8);
        for claimed in (0..=17).filter(|claimed| *claimed != u64::from(bytes)) {
            let mut lied = honest.clone();
            lied.next[3] += Felt::from(50 * u64::from(bytes)) - Felt::from(50 * claimed);
            for unused in 0..8 {
                let cells = [
                    ("bytes of the highest limb", Felt::from(claimed)),
                    ("unused bits of its highest byte: 1", Felt::from(unused & 1)),
                    ("unused bits of its highest byte: 2", Felt::from(unused >> 1 & 1)),
                    ("unused bits of its highest byte: 4", Felt::from(unused >> 2)),
                ];
                assert!(!forged(place::EXP, "exp to a limb", &lied, &lied, &cells), "{exponent}: {claimed} bytes");
            }
        }
    }
}

/// Scroll's and others' EXP: the odd and the even branch of square-and-multiply, free to choose.
#[test]
fn a_bit_is_not_chosen() {
    let three = step("EXP", &[U256::from(5), U256::from(3)]);
    let two = with_operand(&three, 1, U256::from(2));
    assert!(!forged(place::EXP, "exp to a limb", &three, &two, &[("exponent.lo", Felt::from(2))]));
    // nor is the row of one bit taken for that of the other
    for (exponent, [from, to]) in [(2, ["exp square", "exp multiply"]), (3, ["exp multiply", "exp square"])] {
        let honest = step("EXP", &[U256::from(5), U256::from(exponent)]);
        let flags = [(from, Felt::ZERO), (to, Felt::ONE)];
        assert!(!forged(place::EXP_BITS, from, &honest, &honest, &flags));
    }
}

/// An exponent of 0 or 1 asks for no bits. It is not a way to claim any power.
#[test]
fn no_exponent_feeds_itself() {
    let base = U256::from(5);
    for (chip, filled, believed) in
        [("exp to a limb", 1, 0), ("exp to 0", 0, 1), ("exp to a limb", 2, 0), ("exp to a limb", 2, 1)]
    {
        let filled = step("EXP", &[base, U256::from(filled)]);
        for result in [U256::ZERO, U256::from(1), base, U256::from(25), U256::from(7)] {
            let mut filled = filled.clone();
            filled.pushed[0] = word(result);
            let lie = with_operand(&filled, 1, U256::from(believed));
            let exponent = Felt::from(believed);
            assert!(!forged(place::EXP, chip, &filled, &lie, &[("exponent.lo", exponent)]), "{chip}: {result}");
        }
    }
}

/// A limb with a high one beside it is not all of the exponent.
#[test]
fn no_limb_is_forgotten() {
    let low = step("EXP", &[U256::from(5), U256::from(3)]);
    let believed = with_operand(&low, 1, power(128) + U256::from(3));
    for flags in [[1, 0], [0, 1]] {
        let [limb, word] = flags.map(Felt::from);
        let cells = [("exp to a limb", limb), ("exp to a word", word), ("exponent.hi", Felt::ONE)];
        assert!(!forged(place::EXP, "exp to a limb", &low, &believed, &cells));
    }
}

/// `5^3` as `5^(3 + p)`, p being the field's modulus: the bits would sum to 3.
#[test]
fn an_exponent_is_not_reduced_by_the_field() {
    let modulus = U256::from_le_bytes((-Felt::ONE).to_repr()) + U256::from(1);
    let mut lied = step("EXP", &[U256::from(5), U256::from(3)]);
    let exponent = U256::from(3) + modulus;
    let bits = exponent.bit_len();
    assert_eq!(bits, 254);
    lied.pushed[0] = word(U256::from(5).wrapping_pow(exponent));
    lied.next[3] -= Felt::from(31 * 50);
    // room for the long chain
    let circuit = circuit_of(&[step("EXP", &[U256::from(5), !U256::ZERO])]);
    let mut witness = circuit.witness();
    witness.public = boundary(std::slice::from_ref(&lied));
    let lane = ExpLane::declare(vm_evm::GasSchedule::ethereum(vm_evm::Fork::Cancun).unit.exponent_byte);
    let mut notes = Notes::default();
    let chip = lane.chip(EXP, &lied).expect("it is EXP's lane");
    lane.fill(&mut witness, place::EXP, chip, &lied, &mut notes);
    let (base, number) = (lied.popped[0].word, lied.state[0].double());
    let chain = Chain { number, base, bits: 1, exponent: Felt::ONE, power: base };
    notes.exp_bits = chain.to(exponent, bits as u64, lied.pushed[0]);
    ExpBitLane::declare().fill_all(&mut witness, place::EXP_BITS, &mut notes);
    let multiply = MultiplyLane::declare();
    for product in &notes.products {
        multiply.fill(&mut witness, place::MULTIPLY, product, &mut notes.ranges);
    }
    RangeLanes::declare().fill(&mut witness, place::RANGES, &notes.ranges);
    // 254 = 8·32 − 2
    for (cell, value) in [
        ("bytes of the highest limb", 32),
        ("unused bits of its highest byte: 1", 0),
        ("unused bits of its highest byte: 2", 1),
        ("unused bits of its highest byte: 4", 0),
    ] {
        let column = column(&lane.lane, "exp to a limb", cell).expect("the chip has the cell");
        witness.lanes[place::EXP].set(0, column, Felt::from(value));
    }
    witness.complete(&circuit);
    // all that is wrong is the number of bytes
    let length = Message::new(Felt::from(Kind::Range.tag()), [5, 32].map(Felt::from).to_vec());
    assert_eq!(check(&circuit, &witness), [Violation::Unbalanced { message: length, excess: -Felt::ONE }]);
}
