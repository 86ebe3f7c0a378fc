//! `zkprism opcodes`: what each opcode of the EVM and each instruction of the register machine costs to prove.
//!
//! **Marginal cost.** A *kernel* is a program around one instruction; it is run with n repetitions of it and with 2n, and the cost is what the
//! second has more, divided by n. Counted are the rows that carry out the instruction itself and those that answer what it asks (range checks,
//! products, hashes): what the operands' PUSHes cost is theirs, and what belongs to no instruction, such as the bytes of the code, is not in it. An
//! instruction that ends the program is counted once.

mod evm;
mod register;

use comfy_table::{CellAlignment, Table, presets};
use prover::circuit::{Cost, Owner};
use prover::profile::Machine;
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::output;
use crate::table::markdown_row;
use crate::types::Type;

/// The schema's name.
pub(crate) const SCHEMA: &str = "zkprism.opcodes/1";

/// Repetitions of a kernel; then twice as many.
pub(crate) const REPEATS: u64 = 8;

/// How the costs are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table for a terminal.
    Table,
    /// A table in Markdown.
    Markdown,
    /// JSON, `zkprism.opcodes/1`.
    Json,
}

/// What an instruction costs in one case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Mnemonic.
    pub name: String,
    /// What about its operands, where the cost depends on them.
    pub case: String,
    /// Gas of one execution; nothing on a type without gas.
    pub gas: Option<u64>,
    /// Rows of one execution.
    pub rows: f64,
    /// Used advice cells of one execution, helpers included.
    pub cells: f64,
    /// Messages on the bus.
    pub messages: f64,
}

/// An instruction that is refused by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Mnemonic.
    pub name: String,
    /// What the prover says.
    pub reason: String,
}

/// The costs of a type's instructions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Costs {
    /// The type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Costs, by number of the opcode.
    pub entries: Vec<Entry>,
    /// Instructions without a chip.
    pub refused: Vec<Refused>,
}

/// All that is printed.
#[derive(Debug, Serialize)]
struct Document<'a> {
    schema: &'static str,
    repeats: u64,
    types: &'a [Costs],
}

/// Measures a type's instructions.
///
/// # Errors
/// A kernel that cannot be run: a mistake of ours.
pub fn measure(ty: Type) -> Result<Costs, Failure> {
    let costs = match &ty.profile().machine {
        Machine::Evm(rules) => evm::costs(ty.profile(), rules),
        Machine::Register(_) => register::costs(ty.profile()),
        Machine::Ledger => return Err(Failure::unsupported(format!("{ty} has no instructions"))),
    };
    costs.map(|(entries, refused)| Costs { ty, entries, refused }).map_err(|kernel| {
        let KernelError { name, reason } = kernel;
        Failure::bug(format!("the kernel of {name} fails: {reason}"))
    })
}

/// What is measured unless told otherwise: one type of each machine.
pub const DEFAULT_TYPES: [Type; 2] = [Type::T2, Type::T4];

/// Measures and prints.
pub fn opcodes(types: &[Type], format: Format) -> Result<Exit, Failure> {
    let types = if types.is_empty() { DEFAULT_TYPES.as_slice() } else { types };
    let costs = types.iter().map(|ty| measure(*ty)).collect::<Result<Vec<_>, _>>()?;
    let text = match format {
        Format::Table => costs.iter().map(table).collect::<Vec<_>>().join("\n\n"),
        Format::Markdown => markdown(&costs),
        Format::Json => json(&costs),
    };
    output::data(&text)?;
    Ok(Exit::Ok)
}

/// The costs as JSON, see `schema/opcodes-1.json`.
#[must_use]
pub fn json(costs: &[Costs]) -> String {
    let document = Document { schema: SCHEMA, repeats: REPEATS, types: costs };
    serde_json::to_string_pretty(&document).expect("costs are data")
}

const HEAD: [&str; 7] = ["instruction", "operands", "gas", "rows", "cells", "messages", "cells per gas"];

fn cells(entry: &Entry) -> [String; 7] {
    let gas = entry.gas.map_or_else(String::new, |gas| gas.to_string());
    let per_gas = entry.gas.filter(|gas| *gas > 0).map_or_else(String::new, |gas| number(entry.cells / gas as f64));
    [
        entry.name.clone(),
        entry.case.clone(),
        gas,
        number(entry.rows),
        number(entry.cells),
        number(entry.messages),
        per_gas,
    ]
}

/// With one decimal, if there is one.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn table(costs: &Costs) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header(HEAD);
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.add_rows(costs.entries.iter().map(cells));
    format!("{}\n{table}{}", title(costs.ty), refusals(costs))
}

fn refusals(costs: &Costs) -> String {
    match costs.refused.as_slice() {
        [] => String::new(),
        refused => {
            let names: Vec<_> = refused.iter().map(|refused| refused.name.as_str()).collect();
            format!("\nRefused by name: {}.", names.join(", "))
        }
    }
}

/// The tables in Markdown.
#[must_use]
pub fn markdown(costs: &[Costs]) -> String {
    let section = |costs: &Costs| {
        let head = [markdown_row(&HEAD.map(str::to_owned)), "|---|---|---:|---:|---:|---:|---:|".to_owned()];
        let rows = costs.entries.iter().map(|entry| markdown_row(&cells(entry)));
        let rows: Vec<String> = head.into_iter().chain(rows).collect();
        format!("## {}\n\n{}\n{}", title(costs.ty), rows.join("\n"), refusals(costs))
    };
    let sections: Vec<_> = costs.iter().map(section).collect();
    format!(
        "# What an instruction costs to prove\n\nMarginal cost of one execution: {REPEATS} repetitions against {}, the rows that carry it out and those that answer what it asks.\n\n{}",
        2 * REPEATS,
        sections.join("\n\n")
    )
}

/// `t2, by opcode`
fn title(ty: Type) -> String {
    format!("{ty}, by {}", ty.step_name())
}

/// A kernel that cannot be measured.
struct KernelError {
    name: String,
    reason: String,
}

/// Why a kernel has no cost.
enum NoCost {
    /// Its instruction is refused by name.
    Refused(String),
    /// A mistake of ours.
    Failed(String),
}

impl NoCost {
    fn failed(error: impl std::fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Sorts what was measured, in its order: each measurement with the names of the instruction and of the case.
fn gather(
    measured: impl Iterator<Item = (String, &'static str, Result<Entry, NoCost>)>,
) -> Result<(Vec<Entry>, Vec<Refused>), KernelError> {
    let (mut entries, mut refused): (Vec<Entry>, Vec<Refused>) = (vec![], vec![]);
    for (name, case, entry) in measured {
        match entry {
            Ok(entry) => entries.push(entry),
            // once for all of its cases
            Err(NoCost::Refused(_)) if refused.last().is_some_and(|last| last.name == name) => {}
            Err(NoCost::Refused(reason)) => refused.push(Refused { name, reason }),
            Err(NoCost::Failed(reason)) => return Err(KernelError { name: format!("{name} {case}"), reason }),
        }
    }
    Ok((entries, refused))
}

/// What the rows of some owners used: rows, cells, messages.
fn used(cost: &Cost, is_counted: impl Fn(Owner) -> bool) -> [u64; 3] {
    let parts = cost.by_owner.iter().filter(|part| is_counted(part.owner));
    parts.fold([0; 3], |[rows, cells, messages], part| {
        [rows + part.rows as u64, cells + part.cells as u64, messages + part.messages as u64]
    })
}

/// What a second number of repetitions costs more than the first, for each of the repetitions that it has more.
fn marginal(first: [u64; 3], second: [u64; 3], more: u64) -> [f64; 3] {
    std::array::from_fn(|i| (second[i] - first[i]) as f64 / more as f64)
}
