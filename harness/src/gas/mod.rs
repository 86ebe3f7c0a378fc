//! `zkprism gas`: what opcodes cost in Ethereum's gas, in that of type 2.5, and to prove.

mod rank;
pub mod schedule;

use std::path::Path;

use prover::profile::proof_priced;
use serde_json::json;
use vm_evm::opcode::Opcode;
use vm_evm::{Fork, GasSchedule};

use self::rank::{ranks, spearman};
use self::schedule::{Derived, dearest, derive, source};
use crate::exit::{Exit, Failure};
use crate::opcodes::{self, Entry, Format, number};
use crate::table::{align_right, markdown_row, new_table};
use crate::types::Type;
use crate::{files, output};

/// The schema's name.
pub const SCHEMA: &str = "zkprism.gas/1";

/// Where the schedule that is built in stands, from the project's folder.
pub const SOURCE: &str = "prover/src/profile/proof_priced.rs";

/// Taiko's multipliers of EVM gas by measured proving time ("zk gas", 2026), of opcodes that we prove; of a range its middle.
const TAIKO: [(&str, f64); 18] = [
    ("MULMOD", 113.0),
    ("SDIV", 78.0),
    ("DIV", 76.0),
    ("MOD", 66.0),
    ("ADDMOD", 52.0),
    ("KECCAK256", 31.0),
    ("SHL", 24.0),
    ("ADD", 19.0),
    ("MUL", 19.0),
    ("AND", 19.0),
    ("LT", 19.0),
    ("MLOAD", 18.0),
    ("DUP1", 9.5),
    ("PUSH1", 9.0),
    ("JUMPI", 5.0),
    ("SSTORE", 5.0),
    ("SLOAD", 3.0),
    ("LOG1", 2.5),
];

/// Why an opcode's place in our order is another than in Taiko's.
const EXPLAINED: [(&str, &str); 4] = [
    (
        "KECCAK256",
        "a permutation is 50,000 cells of bits here; a zkVM has a circuit of its own for it, beside interpreted opcodes",
    ),
    ("DIV", "with its remainder it is one product here; an interpreter divides limb by limb"),
    ("ADDMOD", "a sum and one product here; an interpreter divides a number of 257 bits"),
    ("MLOAD", "the dearest case counts, an offset within a word, which needs the bytes of two"),
];

/// Places that an opcode may be off without being called an outlier.
const OFF: f64 = 4.0;

/// One opcode.
struct Row<'e> {
    opcode: Opcode,
    /// Static prices: Ethereum's and ours.
    prices: [u16; 2],
    /// The case with most cells for its gas, and its cells.
    dearest: (&'e Entry, f64),
    /// Gas of that case by Ethereum's prices and by ours.
    gas: [Option<u64>; 2],
    taiko: Option<f64>,
}

impl Row<'_> {
    /// Cells for a gas of the dearest case, by Ethereum's prices and by ours.
    fn per_gas(&self) -> [Option<f64>; 2] {
        self.gas.map(|gas| Some(self.dearest.1 / gas.filter(|gas| *gas > 0)? as f64))
    }
}

/// What was measured and derived.
#[derive(Debug)]
pub struct Gas {
    ethereum: Vec<Entry>,
    ours: Vec<Entry>,
    /// The schedule that the counts ask for.
    pub derived: Derived,
}

impl Gas {
    /// Measures the opcodes by both schedules, and derives.
    ///
    /// # Errors
    /// A kernel that cannot be run: a mistake of ours.
    pub fn measure() -> Result<Self, Failure> {
        let [ethereum, ours] = [Type::T2, Type::T2_5].map(opcodes::measure);
        let (ethereum, ours) = (ethereum?.entries, ours?.entries);
        Ok(Self { derived: derive(&ethereum), ethereum, ours })
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let [ethereum, ours] = [GasSchedule::ethereum(Fork::Cancun), self.derived.schedule];
        // the pushes with data, the copies and the swaps are each alike
        let is_first = |opcode: &Opcode| !matches!(opcode.byte, 0x61..=0x7f | 0x81..=0x8f | 0x91..=0x9f);
        let row = |opcode: Opcode| {
            let dearest = dearest(&self.ethereum, opcode.mnemonic)?;
            let same = |entry: &&Entry| entry.name == dearest.0.name && entry.case == dearest.0.case;
            let priced = self.ours.iter().find(same).and_then(|entry| entry.gas);
            let taiko = TAIKO.iter().find(|(name, _)| *name == opcode.mnemonic).map(|(_, multiplier)| *multiplier);
            let prices = [ethereum, ours].map(|schedule| schedule.table[usize::from(opcode.byte)]);
            Some(Row { opcode, prices, dearest, gas: [dearest.0.gas, priced], taiko })
        };
        Fork::Cancun.rules().opcodes.iter().filter(is_first).filter_map(row).collect()
    }

    /// Everything, in a format.
    #[must_use]
    pub fn render(&self, format: Format) -> String {
        let rows = self.rows();
        let table = match format {
            Format::Json => return self.document(&rows),
            Format::Table => {
                let mut table = new_table(HEAD.map(str::to_owned).to_vec());
                table.add_rows(rows.iter().map(cells));
                align_right(&mut table);
                table.to_string()
            }
            Format::Markdown => {
                let head =
                    [markdown_row(&HEAD.map(str::to_owned)), format!("|---|---|{}", "---:|".repeat(HEAD.len() - 2))];
                head.into_iter().chain(rows.iter().map(|row| markdown_row(&cells(row)))).collect::<Vec<_>>().join("\n")
            }
        };
        [self.basis(), table, self.units(), correlation(&rows)].join("\n\n")
    }

    fn basis(&self) -> String {
        let built = if self.derived.schedule == proof_priced::SCHEDULE {
            "The schedule of t2.5."
        } else {
            "Not the schedule that t2.5 has, which was derived from other counts: `zkprism gas --write` writes it anew."
        };
        let per_gas = number(self.derived.cells_per_gas);
        format!(
            "{built} A gas is a third of an ADD, {per_gas} cells; no price is below Ethereum's. Price: what an opcode costs whatever its operands. Gas: what \
             its dearest case costs, units included."
        )
    }

    fn units(&self) -> String {
        /// How many of them a schedule derived from work may raise; the others are for changing state.
        const OF_WORK: usize = 8;
        let [old, new] =
            [GasSchedule::ethereum(Fork::Cancun), self.derived.schedule].map(|schedule| schedule.unit.all());
        let units = old.into_iter().zip(new).take(OF_WORK);
        let texts: Vec<String> = units
            .map(
                |((_, name, old), (.., new))| {
                    if old == new { format!("{name} {old}") } else { format!("{name} {old} → {new}") }
                },
            )
            .collect();
        format!("Unit prices: {}.", texts.join(", "))
    }

    fn document(&self, rows: &[Row<'_>]) -> String {
        let Derived { schedule, cells_per_gas } = &self.derived;
        let opcode = |row: &Row<'_>| {
            let [ethereum, ours] = row.per_gas();
            json!({
                "opcode": row.opcode.mnemonic,
                "price": { "ethereum": row.prices[0], "t2.5": row.prices[1] },
                "case": row.dearest.0.case,
                "cells": row.dearest.1,
                "gas": { "ethereum": row.gas[0], "t2.5": row.gas[1] },
                "cells_per_gas": { "ethereum": ethereum, "t2.5": ours },
                "taiko": row.taiko,
            })
        };
        let compared = compared(rows);
        let (ours, theirs): (Vec<f64>, Vec<f64>) = compared.iter().map(|(_, ours, theirs)| (*ours, *theirs)).unzip();
        let document = json!({
            "schema": SCHEMA,
            "schedule": schedule.name,
            "is_built_in": *schedule == proof_priced::SCHEDULE,
            "cells_per_gas": cells_per_gas,
            "opcodes": rows.iter().map(opcode).collect::<Vec<_>>(),
            "taiko": { "opcodes": compared.len(), "spearman": spearman(&ours, &theirs) },
        });
        serde_json::to_string_pretty(&document).expect("a document is data")
    }
}

/// What `zkprism gas` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Prints.
    Print(Format),
    /// Writes the schedule into the project's source.
    Write,
}

/// Measures, derives, and prints or writes.
pub fn gas(action: Action) -> Result<Exit, Failure> {
    let gas = Gas::measure()?;
    match action {
        Action::Write => {
            files::write(Path::new(SOURCE), source(&gas.derived).as_bytes())?;
            output::note(&format!("{SOURCE} is written; build again to have it"));
        }
        Action::Print(format) => output::data(&gas.render(format))?,
    }
    Ok(Exit::Ok)
}

const HEAD: [&str; 10] = [
    "opcode",
    "dearest case",
    "Ethereum's price",
    "t2.5's price",
    "cells",
    "Ethereum's gas",
    "t2.5's gas",
    "cells per Ethereum's gas",
    "cells per t2.5's gas",
    "Taiko's multiplier",
];

fn cells(row: &Row<'_>) -> Vec<String> {
    let (entry, cells) = row.dearest;
    let mut texts = vec![row.opcode.mnemonic.to_owned(), entry.case.clone()];
    texts.extend(row.prices.map(|price| price.to_string()));
    texts.push(number(cells));
    texts.extend(row.gas.map(|gas| gas.map(|gas| gas.to_string()).unwrap_or_default()));
    texts.extend(row.per_gas().map(|cells| cells.map(number).unwrap_or_default()));
    texts.push(row.taiko.map(number).unwrap_or_default());
    texts
}

/// Opcodes that Taiko has multipliers of, with our cells per Ethereum's gas and with those.
fn compared(rows: &[Row<'_>]) -> Vec<(&'static str, f64, f64)> {
    rows.iter().filter_map(|row| Some((row.opcode.mnemonic, row.per_gas()[0]?, row.taiko?))).collect()
}

fn correlation(rows: &[Row<'_>]) -> String {
    let compared = compared(rows);
    let (ours, theirs): (Vec<f64>, Vec<f64>) = compared.iter().map(|(_, ours, theirs)| (*ours, *theirs)).unzip();
    let [places, their_places] = [ranks(&ours), ranks(&theirs)];
    let count = compared.len();
    // from the dearest down, as people count places
    let place = |rank: f64| number(count as f64 + 1.0 - rank);
    let outliers = compared.iter().zip(places.into_iter().zip(their_places)).filter(|(_, (a, b))| (a - b).abs() >= OFF);
    let outliers = outliers.map(|((name, ..), (ours, theirs))| {
        let why = EXPLAINED.iter().find(|(of, _)| of == name).map_or("", |(_, why)| *why);
        format!(
            "- {name}: place {} here, {} there{}{why}",
            place(ours),
            place(theirs),
            if why.is_empty() { "" } else { ": " }
        )
    });
    let outliers: Vec<String> = outliers.collect();
    let rho = spearman(&ours, &theirs).map_or_else(|| "not defined".to_owned(), |rho| format!("{rho:.2}"));
    let head = format!(
        "Spearman's rank correlation of cells per Ethereum's gas with Taiko's multipliers, of {count} opcodes: {rho}. Off by {OFF} places or more:"
    );
    std::iter::once(head).chain(outliers).collect::<Vec<_>>().join("\n")
}
