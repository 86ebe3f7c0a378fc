//! The comparison as tables for people.

use comfy_table::{CellAlignment, Table, presets};

use crate::front::SourceLines;
use crate::judge::{JudgedCall, JudgedType, Judgement};
use crate::measure::{Elapsed, human_bytes, human_count, human_ns};
use crate::scenario::Scenario;
use crate::types::{CircuitCost, Measurement, OTHER_SLOTS, Part, Type, Verdict};

/// How costs are broken down below the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// Rows, cells and messages of each chip.
    Chip,
    /// Rows, cells and messages of each opcode or instruction, its requests to other chips included; and how often it ran.
    Opcode,
    /// The same of each line of the source.
    Line,
}

const NONE: &str = "—";

/// Everything that is printed for a comparison.
#[must_use]
pub fn render(scenario: &Scenario, types: &[JudgedType], by: Option<By>) -> String {
    let mut parts = vec![heading(scenario)];
    if types.len() > 1 {
        parts.push(types_table(scenario, types).to_string());
    }
    parts.push(main_table(scenario, types).to_string());
    if scenario.plan.calls.len() > 1 && types.iter().any(|ty| !ty.calls.is_empty()) {
        parts.push(format!("All calls\n{}", calls_table(scenario, types)));
    }
    for ty in types {
        let Some(measurement) = ty.main(scenario).and_then(|call| call.measurement.as_deref()) else { continue };
        match by {
            Some(By::Chip) => {
                if let Some(circuit) = &measurement.circuit {
                    parts.push(format!("{} by chip\n{}", ty.ty, chips_table(circuit)));
                }
            }
            Some(By::Opcode) => parts.push(format!("{} by {}\n{}", ty.ty, ty.ty.step_name(), steps_table(measurement))),
            Some(By::Line) => {
                if let Some(circuit) = &measurement.circuit {
                    parts.push(format!("{} by line\n{}", ty.ty, lines_table(circuit, &ty.lines)));
                }
            }
            None => {}
        }
    }
    let reasons: Vec<String> = types
        .iter()
        .filter_map(|ty| Some(format!("{}: {}: {}", ty.ty, ty.judgement.outcome.name(), ty.judgement.reason.as_ref()?)))
        .collect();
    if !reasons.is_empty() {
        parts.push(reasons.join("\n"));
    }
    parts.join("\n\n")
}

fn heading(scenario: &Scenario) -> String {
    let main = &scenario.plan.calls[scenario.main];
    format!("{}\nmeasured: {}", setting(scenario), main.label)
}

/// What is run, and what comes before the measured call.
pub(crate) fn setting(scenario: &Scenario) -> String {
    let setup: Vec<&str> = scenario.plan.setup.iter().map(|call| call.label.as_str()).collect();
    let setup = if setup.is_empty() { String::new() } else { format!(", {}", setup.join(", ")) };
    format!(
        "{}: {}\nset-up (executed and compared, not proven): deployment{setup}; {OTHER_SLOTS} slots of other accounts",
        scenario.name, scenario.title
    )
}

/// An empty table.
pub(crate) fn new_table(header: Vec<String>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header(header);
    table
}

/// A row of a table in Markdown.
pub(crate) fn markdown_row(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// Aligns all columns but the first.
pub(crate) fn align_right(table: &mut Table) {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// One line of the main table: its name, how it looks, and its number where a ratio makes sense.
struct Metric {
    name: &'static str,
    text: fn(&Subject<'_>) -> Option<String>,
    number: Option<fn(&Subject<'_>) -> Option<u64>>,
}

/// A type, or one call on it, that a table says something about.
pub(crate) struct Subject<'a> {
    pub(crate) judgement: &'a Judgement,
    pub(crate) measurement: Option<&'a Measurement>,
}

impl Subject<'_> {
    fn circuit(&self) -> Option<&CircuitCost> {
        self.measurement?.circuit.as_ref()
    }

    /// The metric of this name, as it looks.
    pub(crate) fn text(&self, name: &str) -> String {
        (metric(name).text)(self).unwrap_or_else(|| NONE.to_owned())
    }

    fn number(&self, name: &str) -> Option<u64> {
        metric(name).number?(self)
    }
}

fn metric(name: &str) -> &'static Metric {
    METRICS.iter().find(|metric| metric.name == name).expect("a table asks for metrics that there are")
}

fn count(of: fn(&CircuitCost) -> u64, subject: &Subject<'_>) -> Option<u64> {
    subject.circuit().map(of)
}

macro_rules! counted {
    ($name:literal, $of:expr) => {
        Metric {
            name: $name,
            text: |subject| count($of, subject).map(human_count),
            number: Some(|subject| count($of, subject)),
        }
    };
}

macro_rules! clocked {
    ($name:literal, $phase:ident) => {
        Metric {
            name: $name,
            text: |subject| subject.measurement?.times.$phase.map(|elapsed| human_ns(elapsed.wall_ns)),
            number: Some(|subject| subject.measurement?.times.$phase.map(|elapsed| elapsed.wall_ns)),
        }
    };
}

fn cpu_ns(subject: &Subject<'_>) -> Option<u64> {
    let times = subject.measurement?.times;
    let phases = [times.execute, times.witness, times.keygen, times.prove, times.verify];
    phases.into_iter().flatten().map(|Elapsed { cpu_ns, .. }| cpu_ns).sum()
}

const METRICS: &[Metric] = &[
    Metric { name: "outcome", text: |subject| Some(subject.judgement.outcome.name().to_owned()), number: None },
    Metric { name: "status", text: |subject| Some(subject.measurement?.receipt.status.clone()), number: None },
    Metric { name: "returned", text: |subject| Some(shortened(&subject.measurement?.receipt.output)), number: None },
    Metric {
        name: "gas of the transaction",
        text: |subject| subject.measurement?.receipt.gas.map(|gas| human_count(gas.transaction)),
        number: None,
    },
    Metric {
        name: "gas of the execution",
        text: |subject| subject.measurement?.receipt.gas.map(|gas| human_count(gas.execution)),
        number: None,
    },
    Metric {
        name: "steps",
        text: |subject| Some(human_count(subject.measurement?.receipt.steps)),
        number: Some(|subject| Some(subject.measurement?.receipt.steps)),
    },
    Metric { name: "k", text: |subject| Some(subject.circuit()?.k.to_string()), number: None },
    counted!("rows used", |circuit| circuit.rows_used),
    Metric {
        name: "headroom in rows",
        text: |subject| subject.circuit().map(|c| human_count(c.rows_available.saturating_sub(c.rows_used))),
        number: None,
    },
    counted!("cells used", |circuit| circuit.cells),
    counted!("cells allocated", |circuit| circuit.allocated_cells),
    counted!("advice columns", |circuit| circuit.advice_columns),
    counted!("fixed columns", |circuit| circuit.fixed_columns),
    counted!("messages", |circuit| circuit.messages),
    Metric { name: "maximum degree", text: |subject| Some(subject.circuit()?.max_degree.to_string()), number: None },
    Metric {
        name: "proof",
        text: |subject| match &subject.measurement?.verdict {
            Verdict::Proven { srs, .. } => Some(format!("real, {srs} SRS")),
            Verdict::Estimated => Some("none: estimate".to_owned()),
            _ => Some("none".to_owned()),
        },
        number: None,
    },
    Metric {
        name: "proof size",
        text: |subject| match subject.measurement?.verdict {
            Verdict::Proven { bytes, .. } => Some(human_bytes(bytes)),
            _ => None,
        },
        number: Some(|subject| match subject.measurement?.verdict {
            Verdict::Proven { bytes, .. } => Some(bytes),
            _ => None,
        }),
    },
    clocked!("compile time", compile),
    clocked!("execution time", execute),
    clocked!("witness time", witness),
    clocked!("key generation time", keygen),
    clocked!("proving time", prove),
    clocked!("verification time", verify),
    Metric {
        name: "predicted: keys and proof",
        text: |subject| {
            let prediction = subject.measurement?.prediction?;
            let [keys, proof] = [prediction.keys_ns, prediction.proof_ns].map(human_ns);
            Some(format!("≈ {keys} + {proof}, ≈ {}", human_bytes(prediction.memory_bytes)))
        },
        number: None,
    },
    Metric { name: "CPU time", text: |subject| cpu_ns(subject).map(human_ns), number: Some(cpu_ns) },
    Metric {
        name: "peak memory",
        text: |subject| subject.measurement?.peak_rss_bytes.map(human_bytes),
        number: Some(|subject| subject.measurement?.peak_rss_bytes),
    },
];

/// One row a type: what decides between them.
fn types_table(scenario: &Scenario, types: &[JudgedType]) -> Table {
    /// Metrics, and whether their ratio to type 4 is of interest.
    const SHOWN: [(&str, bool); 11] = [
        ("outcome", false),
        ("gas of the transaction", false),
        ("steps", false),
        ("k", false),
        ("advice columns", false),
        ("cells used", true),
        ("proof", false),
        ("proving time", false),
        ("CPU time", true),
        ("verification time", false),
        ("peak memory", true),
    ];
    let base = types.iter().find(|ty| ty.ty == Type::T4).map(|ty| subject(scenario, ty));
    let mut header = vec!["type".to_owned()];
    for (name, has_ratio) in SHOWN {
        header.push(name.to_owned());
        if has_ratio && base.is_some() {
            header.push("/ t4".to_owned());
        }
    }
    let mut table = new_table(header);
    for ty in types {
        let own = subject(scenario, ty);
        let mut row = vec![ty.ty.to_string()];
        for (name, has_ratio) in SHOWN {
            row.push(own.text(name));
            if let Some(base) = base.as_ref().filter(|_| has_ratio) {
                row.push(ratio(own.number(name), base.number(name)));
            }
        }
        table.add_row(row);
    }
    align_right(&mut table);
    table
}

pub(crate) fn subject<'a>(scenario: &Scenario, ty: &'a JudgedType) -> Subject<'a> {
    let measurement = ty.main(scenario).and_then(|call| call.measurement.as_deref());
    Subject { judgement: &ty.judgement, measurement }
}

/// One column a type: everything.
fn main_table(scenario: &Scenario, types: &[JudgedType]) -> Table {
    let header = std::iter::once(String::new()).chain(types.iter().map(|ty| ty.ty.to_string()));
    let mut table = new_table(header.collect());
    let subjects: Vec<Subject<'_>> = types.iter().map(|ty| subject(scenario, ty)).collect();
    for metric in METRICS {
        let texts: Vec<Option<String>> = subjects.iter().map(metric.text).collect();
        if texts.iter().all(Option::is_none) {
            continue;
        }
        let texts = texts.into_iter().map(|text| text.unwrap_or_else(|| NONE.to_owned()));
        table.add_row(std::iter::once(metric.name.to_owned()).chain(texts));
    }
    align_right(&mut table);
    table
}

pub(crate) fn ratio(of: Option<u64>, to: Option<u64>) -> String {
    #[allow(clippy::cast_precision_loss, reason = "two digits are shown")]
    match (of, to) {
        (Some(of), Some(to)) if to > 0 => format!("{:.2}", of as f64 / to as f64),
        _ => String::new(),
    }
}

fn calls_table(scenario: &Scenario, types: &[JudgedType]) -> Table {
    let header = ["call", "type", "outcome", "status", "gas", "steps", "k", "rows", "cells", "proving", "verification"];
    let mut table = new_table(header.map(str::to_owned).to_vec());
    for (index, call) in scenario.plan.calls.iter().enumerate() {
        for ty in types {
            let Some(JudgedCall { judgement, measurement }) = ty.calls.get(index) else { continue };
            let subject = Subject { judgement, measurement: measurement.as_deref() };
            let text = |name: &str| subject.text(name);
            table.add_row([
                if ty.ty == types[0].ty { shortened(&call.label) } else { String::new() },
                ty.ty.to_string(),
                text("outcome"),
                text("status"),
                text("gas of the transaction"),
                text("steps"),
                text("k"),
                text("rows used"),
                text("cells used"),
                text("proving time"),
                text("verification time"),
            ]);
        }
    }
    for column in table.column_iter_mut().skip(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn chips_table(circuit: &CircuitCost) -> Table {
    let header = ["chip", "rows", "cells", "messages", "share of cells", "group"];
    let mut table = new_table(header.map(str::to_owned).to_vec());
    for chip in &circuit.by_chip {
        table.add_row([
            format!("{}/{}", chip.lane, chip.name),
            human_count(chip.used.rows),
            human_count(chip.used.cells),
            human_count(chip.used.messages),
            share(chip.used.cells, circuit),
            chip.group.clone(),
        ]);
    }
    table.add_row([
        "all".to_owned(),
        String::new(),
        human_count(circuit.cells),
        human_count(circuit.messages),
        String::new(),
        String::new(),
    ]);
    align_right(&mut table);
    table
}

/// What each opcode took, and how often it ran; without a circuit only that.
fn steps_table(measurement: &Measurement) -> Table {
    let Some(circuit) = &measurement.circuit else { return executions_table(measurement) };
    let header = ["name", "executed", "rows", "cells", "messages", "share of cells", "cells an execution"];
    let mut table = new_table(header.map(str::to_owned).to_vec());
    for Part { name, used, .. } in circuit.by_opcode() {
        let executed = measurement.executed_of(&name);
        #[allow(clippy::cast_precision_loss, reason = "one digit is shown")]
        let each = executed.map(|executed| format!("{:.1}", used.cells as f64 / executed as f64));
        table.add_row([
            name,
            executed.map(human_count).unwrap_or_default(),
            human_count(used.rows),
            human_count(used.cells),
            human_count(used.messages),
            share(used.cells, circuit),
            each.unwrap_or_default(),
        ]);
    }
    table.add_row([
        "all".to_owned(),
        human_count(measurement.receipt.steps),
        String::new(),
        human_count(circuit.cells),
        human_count(circuit.messages),
    ]);
    align_right(&mut table);
    table
}

fn lines_table(circuit: &CircuitCost, lines: &SourceLines) -> Table {
    let header = ["line", "rows", "cells", "messages", "share of cells", "source"];
    let mut table = new_table(header.map(str::to_owned).to_vec());
    for Part { name, text, used } in circuit.by_line(lines) {
        let share = share(used.cells, circuit);
        let [rows, cells, messages] = [used.rows, used.cells, used.messages].map(human_count);
        table.add_row([name, rows, cells, messages, share, shortened(&text)]);
    }
    let [cells, messages] = [circuit.cells, circuit.messages].map(human_count);
    table.add_row(["all".to_owned(), String::new(), cells, messages]);
    align_right(&mut table);
    if let Some(source) = table.column_mut(5) {
        source.set_cell_alignment(CellAlignment::Left);
    }
    table
}

fn share(cells: u64, circuit: &CircuitCost) -> String {
    #[allow(clippy::cast_precision_loss, reason = "one digit is shown")]
    let share = 100.0 * cells as f64 / circuit.cells.max(1) as f64;
    format!("{share:.1} %")
}

fn executions_table(measurement: &Measurement) -> Table {
    let mut table = new_table(vec!["name".to_owned(), "executed".to_owned()]);
    for (name, count) in &measurement.executed {
        table.add_row([name.clone(), human_count(*count)]);
    }
    table.add_row(["all".to_owned(), human_count(measurement.receipt.steps)]);
    align_right(&mut table);
    table
}

/// Long hexadecimal without what doesn't fit a table.
fn shortened(text: &str) -> String {
    let zeros =
        text.strip_prefix("0x").filter(|digits| digits.len() == 64).map(|digits| digits.trim_start_matches('0'));
    match zeros {
        Some("") => "0x0".to_owned(),
        Some(digits) if digits.len() <= 40 => format!("0x{digits}"),
        _ if text.chars().count() <= 42 => text.to_owned(),
        _ => {
            let chars: Vec<char> = text.chars().collect();
            let (head, tail) = (&chars[..24], &chars[chars.len() - 12..]);
            format!("{}…{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
        }
    }
}
