//! Completeness: results of the machine at the edges of their operands; and what they cost.

use std::fmt::Write;

use expect_test::expect;

use super::*;
use crate::backend::mock_check;
use crate::circuit::Constraint;
use crate::testing::assert_accepted;

#[test]
fn operations_are_accepted_at_the_edges_of_their_operands() {
    let edges = edges();
    let pairs: Vec<_> = edges.iter().flat_map(|x| edges.iter().map(|y| [*x, *y])).collect();
    for name in BINARY {
        for pairs in pairs.chunks(200) {
            let all = steps(&pairs.iter().map(|pair| (*name, &pair[..])).collect::<Vec<_>>());
            assert_eq!(all.len(), pairs.len());
            let circuit = circuit_of(&all);
            assert_accepted(&circuit, &witness_of(&circuit, &all, &all));
        }
    }
    for name in UNARY {
        let all = steps(&edges.iter().map(|x| (*name, std::slice::from_ref(x))).collect::<Vec<_>>());
        let circuit = circuit_of(&all);
        assert_accepted(&circuit, &witness_of(&circuit, &all, &all));
    }
}

#[test]
fn operations_are_accepted_by_the_mock_prover() {
    let [.., last] = edges()[..] else { unreachable!("there are edges") };
    let all = on_pairs(&[[last, U256::from(7)], [U256::from(300), last], [U256::from(7), U256::ZERO], [last, last]]);
    let circuit = circuit_of(&all);
    let witness = witness_of(&circuit, &all, &all);
    assert_accepted(&circuit, &witness);
    assert_eq!(mock_check(&circuit, &witness), Ok(()));
}

#[test]
fn no_constraint_has_a_larger_degree_than_its_lane_says() {
    let degree = |place: usize| lanes().in_order()[place].constraints().iter().map(Constraint::degree).max();
    let places = [place::ALU, place::BITS, place::BITWISE, place::PRODUCT, place::SHORT, place::SIGNED, place::BYTE];
    assert_eq!(places.map(degree), [4, 4, 3, 5, 4, 5, 5].map(Some));
    let places = [place::MODULAR, place::EXP, place::EXP_BITS];
    assert_eq!(places.map(degree), [4, 3, 3].map(Some));
}

/// Cells and messages of a step with everything it asks for, tables and the running sum left out.
fn cost_of(step: EvmStep) -> String {
    let steps = [step];
    let circuit = circuit_of(&steps);
    let cost = circuit.cost(&witness_of(&circuit, &steps, &steps));
    let own = cost.by_chip.iter().filter(|chip| chip.group != "table");
    let (rows, cells, messages) =
        own.fold((0, 0, 0), |(r, c, m), chip| (r + chip.rows, c + chip.cells, m + chip.messages));
    format!("rows {rows}, cells {cells}, messages {messages}")
}

#[test]
fn operations_cost() {
    let ones = !U256::ZERO;
    let mask = |bits: usize| ones >> (256 - bits);
    let value = edges().pop().unwrap();
    let mut costs = String::new();
    let mut line = |what: &str, step: EvmStep| writeln!(costs, "{what}: {}", cost_of(step)).unwrap();
    for name in BINARY.iter().filter(|name| !["AND", "OR", "XOR"].contains(name)) {
        line(name, step(name, &[U256::from(96), U256::from(7)]));
    }
    for name in UNARY {
        line(name, step(name, &[value]));
    }
    for bits in [8, 64, 128, 160, 224] {
        line(&format!("AND with {bits} ones"), step("AND", &[mask(bits), value]));
    }
    line("AND with ones but 160", step("AND", &[!mask(160), value]));
    line("AND of any words", step("AND", &[value, value]));
    line("AND of bits", step("AND", &[U256::from(1), U256::ZERO]));
    line("OR of a word and an address", step("OR", &[U256::from(1) << 160, value & mask(160)]));
    line("OR of bits", step("OR", &[U256::from(1), U256::from(1)]));
    line("XOR with ones", step("XOR", &[ones, value]));
    line("SIGNEXTEND of 64 bits", step("SIGNEXTEND", &[U256::from(7), value]));
    line("BYTE 3", step("BYTE", &[U256::from(3), value]));
    line("SHL by 256", step("SHL", &[U256::from(256), value]));
    line("SHR by 224", step("SHR", &[U256::from(224), value]));
    line("DIV by 0", step("DIV", &[value, U256::ZERO]));
    line("MOD of words", step("MOD", &[value, U256::from(7)]));
    line("MUL of words", step("MUL", &[value, value]));
    expect![[r#"
        ADD: rows 3, cells 75, messages 36
        MUL: rows 4, cells 73, messages 38
        SUB: rows 3, cells 75, messages 36
        DIV: rows 5, cells 104, messages 58
        MOD: rows 5, cells 104, messages 58
        LT: rows 3, cells 75, messages 36
        GT: rows 3, cells 75, messages 36
        SLT: rows 5, cells 119, messages 64
        SGT: rows 5, cells 119, messages 64
        EQ: rows 1, cells 31, messages 8
        SHL: rows 15, cells 252, messages 130
        SHR: rows 19, cells 340, messages 186
        SDIV: rows 21, cells 392, messages 213
        SMOD: rows 21, cells 392, messages 213
        SAR: rows 20, cells 370, messages 200
        ISZERO: rows 1, cells 31, messages 6
        NOT: rows 1, cells 31, messages 6
        AND with 8 ones: rows 5, cells 93, messages 42
        AND with 64 ones: rows 3, cells 67, messages 32
        AND with 128 ones: rows 1, cells 32, messages 8
        AND with 160 ones: rows 5, cells 93, messages 42
        AND with 224 ones: rows 6, cells 133, messages 62
        AND with ones but 160: rows 5, cells 93, messages 42
        AND of any words: rows 3, cells 248, messages 76
        AND of bits: rows 1, cells 32, messages 8
        OR of a word and an address: rows 2, cells 140, messages 42
        OR of bits: rows 5, cells 93, messages 42
        XOR with ones: rows 1, cells 32, messages 8
        SIGNEXTEND of 64 bits: rows 6, cells 114, messages 57
        BYTE 3: rows 7, cells 154, messages 77
        SHL by 256: rows 17, cells 296, messages 157
        SHR by 224: rows 19, cells 340, messages 186
        DIV by 0: rows 17, cells 296, messages 157
        MOD of words: rows 19, cells 340, messages 185
        MUL of words: rows 17, cells 296, messages 157
    "#]]
    .assert_eq(&costs);
}
