//! The gas schedule of type 2.5: what an opcode costs to prove, in gas.
//!
//! **Rule.** A gas is a third of an ADD: the Yellow Paper gives ADD 3, and our circuit some cells. An opcode costs its cells in that unit, rounded up,
//! in the dearest of its cases, and never less than on Ethereum. Where its operands set the price (words hashed or copied, bytes of an exponent), the
//! unit price is the steepest rise from the case with the fewest units, and the static price what is left of the dearest case then. A cold access
//! pays for its slot's path in the tree. Opcodes without a chip keep Ethereum's price.

use vm_evm::opcode::{self, Opcode};
use vm_evm::{Fork, GasSchedule, UnitPrices};

use crate::opcodes::Entry;

/// What the schedule is called.
pub const NAME: &str = "proof-priced";

/// What a case has of that which its opcode is paid for by the unit; all others have nothing of it.
const UNITS: [(&str, &str, u64); 16] = [
    ("KECCAK256", "two words", 2),
    ("KECCAK256", "four words", 4),
    ("KECCAK256", "five words: two blocks", 5),
    ("KECCAK256", "17 words: five blocks", 17),
    ("KECCAK256", "bytes, unaligned", 2),
    ("EXP", "exponent of 8 bits", 1),
    ("EXP", "exponent of 64 bits", 8),
    ("CALLDATACOPY", "a word, aligned", 1),
    ("CALLDATACOPY", "a word, unaligned", 1),
    ("CODECOPY", "a word, aligned", 1),
    ("CODECOPY", "a word, unaligned", 1),
    ("MCOPY", "a word, aligned", 1),
    ("MCOPY", "a word, unaligned", 1),
    ("LOG0", "one word", 32),
    ("MSTORE", "memory grows by a word", 1),
    ("SLOAD", "cold", 1),
];

/// What is derived: the schedule, and what a gas is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// Prices.
    pub schedule: GasSchedule,
    /// Cells for a gas.
    pub cells_per_gas: f64,
}

/// An opcode's cells in its dearest case, with the slot that a cold access touches; none if it has no chip.
#[must_use]
pub fn dearest<'e>(entries: &'e [Entry], name: &str) -> Option<(&'e Entry, f64)> {
    let of = entries.iter().filter(|entry| entry.name == name).map(|entry| (entry, cells(entries, entry)));
    // per gas, as an opcode with a unit price may have cells and gas alike
    let per_gas = |(entry, cells): &(&Entry, f64)| cells / entry.gas.unwrap_or(1).max(1) as f64;
    of.max_by(|a, b| per_gas(a).total_cmp(&per_gas(b)))
}

/// Cells of a case: a cold access has its slot's.
fn cells(entries: &[Entry], entry: &Entry) -> f64 {
    let is_cold = (entry.name == "SLOAD" || entry.name == "SSTORE") && entry.case.starts_with("cold");
    let slot = || entries.iter().find(|entry| entry.name == "(storage slot)").map_or(0.0, |slot| slot.cells);
    entry.cells + if is_cold { slot() } else { 0.0 }
}

/// Derives the schedule from the marginal costs of the EVM's opcodes.
#[must_use]
pub fn derive(entries: &[Entry]) -> Derived {
    let ethereum = GasSchedule::ethereum(Fork::Cancun);
    let add = entries.iter().find(|entry| entry.name == "ADD").expect("ADD has a chip");
    let cells_per_gas = add.cells / f64::from(ethereum.table[1]);
    let price = |cells: f64| (cells / cells_per_gas - ROUNDING).ceil().max(0.0);
    let units = |entry: &Entry| {
        let case = UNITS.iter().find(|(name, case, _)| *name == entry.name && *case == entry.case);
        case.map_or(0, |(.., units)| *units) as f64
    };
    let cases = |name: &'static str| entries.iter().filter(move |entry| entry.name == name);
    // the steepest rise from the case with the fewest units, in gas for a unit
    let rise = |name: &'static str| {
        let first = cases(name).min_by(|a, b| units(a).total_cmp(&units(b)));
        let first = first.map_or((0.0, 0.0), |first| (units(first), first.cells));
        let rises = cases(name).filter(|case| units(case) > first.0);
        let rises = rises.map(|case| (case.cells - first.1) / (units(case) - first.0));
        whole(price(rises.fold(0.0, f64::max)))
    };
    let old = ethereum.unit;
    let topics = |count: u64| cases(["LOG0", "LOG4"][usize::from(count > 0)]).next().map_or(0.0, |log| log.cells);
    let slot = whole(price(cases("(storage slot)").next().map_or(0.0, |slot| slot.cells)));
    let unit = UnitPrices {
        memory_word: old.memory_word.max(grown(entries).map_or(0, |cells| whole(price(cells)))),
        copied_word: ["CALLDATACOPY", "CODECOPY", "MCOPY"].map(rise).into_iter().fold(old.copied_word, u64::max),
        hashed_word: old.hashed_word.max(rise("KECCAK256")),
        logged_byte: old.logged_byte.max(rise("LOG0")),
        topic: old.topic.max(whole(price((topics(4) - topics(0)) / 4.0))),
        exponent_byte: old.exponent_byte.max(rise("EXP")),
        cold_load: old.cold_load.max(slot),
        cold_store: old.cold_store.max(slot),
        ..old
    };
    let mut table = ethereum.table;
    for opcode in Opcode::all().filter(|opcode| opcode.since <= Fork::Cancun && opcode.byte != opcode::INVALID) {
        let by_unit = match opcode.byte {
            opcode::KECCAK256 => unit.hashed_word,
            opcode::CALLDATACOPY | opcode::CODECOPY | opcode::MCOPY => unit.copied_word,
            0x0a => unit.exponent_byte,
            opcode::LOG0..=opcode::LOG4 => unit.logged_byte,
            _ => 0,
        } as f64;
        let topics = match opcode.byte {
            opcode::LOG0..=opcode::LOG4 => u64::from(opcode.byte - opcode::LOG0) * unit.topic,
            _ => 0,
        } as f64;
        // growth of memory and cold slots are paid apart
        let own = cases(opcode.mnemonic).filter(|case| !case.case.contains("grows"));
        let fixed = own.map(|case| price(case.cells) - units(case) * by_unit - topics).fold(0.0, f64::max);
        let fixed = if opcode.byte == opcode::SSTORE { 0 } else { whole(fixed) };
        let entry = &mut table[usize::from(opcode.byte)];
        *entry = (*entry).max(u16::try_from(fixed).expect("no opcode is as dear"));
    }
    Derived { schedule: GasSchedule { name: NAME, table, unit }, cells_per_gas }
}

/// Cells that a word of memory more costs.
fn grown(entries: &[Entry]) -> Option<f64> {
    let case = |case: &str| entries.iter().find(|entry| entry.name == "MSTORE" && entry.case == case);
    Some(case("memory grows by a word")?.cells - case("aligned")?.cells)
}

/// What a price that is a whole number may lack of it.
const ROUNDING: f64 = 1e-9;

fn whole(price: f64) -> u64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "prices are small and not negative")]
    let whole = price.max(0.0) as u64;
    whole
}

/// The schedule as the source of `prover/src/profile/proof_priced.rs`.
#[must_use]
pub fn source(derived: &Derived) -> String {
    let ethereum = GasSchedule::ethereum(Fork::Cancun);
    let GasSchedule { table, unit, .. } = &derived.schedule;
    let raised: String = Opcode::all()
        .map(|opcode| (opcode, table[usize::from(opcode.byte)], ethereum.table[usize::from(opcode.byte)]))
        .filter(|(_, ours, theirs)| ours != theirs)
        .map(|(opcode, ours, _)| format!("    ({:#04x}, {ours}), // {}\n", opcode.byte, opcode.mnemonic))
        .collect();
    let unit: String = unit.all().map(|(field, _, price)| format!("        {field}: {price},\n")).concat();
    format!(
        "//! The gas schedule of type 2.5, derived from our own circuits. Written by `zkprism gas --write`, compared by the tests; the rule stands in
//! `harness/src/gas/schedule.rs`.

use vm_evm::{{Fork, GasSchedule, UnitPrices}};

/// Opcodes that cost more than on Ethereum.
const RAISED: &[(u8, u16)] = &[
{raised}];

/// The schedule.
pub const SCHEDULE: GasSchedule = GasSchedule {{
    name: \"{NAME}\",
    unit: UnitPrices {{
{unit}    }},
    ..GasSchedule::ethereum(Fork::Cancun).with(RAISED)
}};
"
    )
}
