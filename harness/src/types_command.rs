//! `zkprism types`: what each zkEVM type is, and how two of them differ.

use prover::profile::{Machine, Profile, Proof};
use serde_json::{Map, Value, json};
use vm_evm::opcode::Opcode;
use vm_evm::{Fork, Jumps, Rules};

use crate::exit::{Exit, Failure};
use crate::output;
use crate::table::new_table;
use crate::types::{Type, hex0x};

/// The schema's name.
pub const SCHEMA: &str = "zkprism.types/1";

/// Something that types do in one way or another.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Switch {
    name: String,
    /// What the type does.
    state: String,
    /// Whether executions follow it here; else it is what the real system does.
    is_followed: bool,
}

/// Prints all types, everything about one, or the difference of two.
pub fn types(names: &[Type], as_json: bool) -> Result<Exit, Failure> {
    let text = match names {
        _ if as_json => document(names),
        [] => overview().to_string(),
        [one] => page(*one),
        [one, other] => difference(*one, *other),
        _ => return Err(Failure::usage("types are compared two at a time")),
    };
    output::data(&text)?;
    Ok(Exit::Ok)
}

fn overview() -> comfy_table::Table {
    let header = ["type", "date", "what it is", "machine", "gas", "not the same as on Ethereum", "proof"];
    let mut table = new_table(header.map(str::to_owned).to_vec());
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
    for ty in Type::ALL {
        let profile = ty.profile();
        let state = |name: &str| {
            let found = switches(profile).into_iter().find(|switch| switch.name == name);
            found.map_or_else(|| NONE.to_owned(), |switch| switch.state)
        };
        let rules = ["opcodes missing", "constant fields", "jumps", "refund of clearing a slot", "keccak limit"];
        let ethereum = switches(&prover::profile::T2);
        let deviations = rules.into_iter().filter_map(|name| {
            let own = switches(profile).into_iter().find(|switch| switch.name == name)?;
            (!ethereum.contains(&own)).then(|| format!("{name}: {}", own.state))
        });
        let deviations: Vec<String> = deviations.collect();
        table.add_row([
            ty.name().to_owned(),
            profile.date.to_owned(),
            profile.title.to_owned(),
            state("machine"),
            state("gas schedule"),
            if deviations.is_empty() { NONE.to_owned() } else { deviations.join("; ") },
            state("proof"),
        ]);
    }
    table
}

const NONE: &str = "—";

fn page(ty: Type) -> String {
    let profile = ty.profile();
    let mut table = new_table(vec!["switch".to_owned(), ty.name().to_owned(), "here".to_owned()]);
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
    for Switch { name, state, is_followed } in switches(profile) {
        table.add_row([name, state, here(is_followed)]);
    }
    format!("{ty}: {} ({})\n{table}", profile.title, profile.date)
}

fn here(is_followed: bool) -> String {
    if is_followed { "followed" } else { "declared" }.to_owned()
}

fn difference(one: Type, other: Type) -> String {
    let header = ["switch", one.name(), other.name(), "here"];
    let mut table = new_table(header.map(str::to_owned).to_vec());
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
    let rows = differences(one.profile(), other.profile());
    if rows.is_empty() {
        return format!("{one} and {other} do the same");
    }
    for (name, [ours, theirs], is_followed) in rows {
        table.add_row([name, ours, theirs, here(is_followed)]);
    }
    table.to_string()
}

/// What two profiles do differently: the switch, what each does, and whether that is followed here.
fn differences(one: &Profile, other: &Profile) -> Vec<(String, [String; 2], bool)> {
    let [ours, theirs] = [one, other].map(|profile| [switches(profile), prices(profile)].concat());
    let mut names: Vec<&String> = ours.iter().map(|switch| &switch.name).collect();
    let more = theirs.iter().map(|switch| &switch.name).filter(|name| !names.contains(name)).collect::<Vec<_>>();
    names.extend(more);
    let state = |switches: &[Switch], name: &String| switches.iter().find(|switch| switch.name == *name).cloned();
    let of_name = |name: &String| {
        let [ours, theirs] = [state(&ours, name), state(&theirs, name)];
        let is_followed = ours.as_ref().or(theirs.as_ref()).is_some_and(|switch| switch.is_followed);
        let states = [ours, theirs].map(|switch| switch.map_or_else(|| NONE.to_owned(), |switch| switch.state));
        (states[0] != states[1]).then(|| (name.clone(), states, is_followed))
    };
    names.into_iter().filter_map(of_name).collect()
}

/// All switches of a profile, prices apart.
fn switches(profile: &Profile) -> Vec<Switch> {
    let followed = |name: &str, state: String| Switch { name: name.to_owned(), state, is_followed: true };
    let declared = |name: &str, state: &str| Switch { is_followed: false, ..followed(name, state.to_owned()) };
    let mut switches = match &profile.machine {
        Machine::Evm(rules) => vec![
            followed("machine", "EVM".to_owned()),
            followed("fork", rules.fork.to_string()),
            followed("opcodes missing", missing(rules)),
            followed("constant fields", fields(rules.fields.iter().map(|(field, value)| (mnemonic(*field), *value)))),
            followed("jumps", jumps(rules.jumps).to_owned()),
            followed("gas schedule", rules.gas.name.to_owned()),
            followed("refund of clearing a slot", rules.gas.unit.clear_refund.to_string()),
        ],
        Machine::Register(rules) => vec![
            followed("machine", "register machine".to_owned()),
            followed("constant fields", fields(rules.fields.iter().map(|(field, value)| (field.to_string(), *value)))),
            followed("gas schedule", "steps".to_owned()),
        ],
        Machine::Ledger => vec![followed("machine", "ledger without contracts".to_owned())],
    };
    let limit = profile.limits.keccak_permutations.map_or_else(|| "none".to_owned(), |most| most.to_string());
    switches.push(followed("keccak limit", limit));
    let proof = match profile.proof {
        Proof::Validity => "validity",
        Proof::Challenge => "none: it is challenged",
    };
    switches.push(followed("proof", proof.to_owned()));
    let facts = &profile.facts;
    switches.extend([
        declared("state tree", facts.state_tree),
        declared("code commitment", facts.code_commitment),
        declared("code hash seen", facts.code_hash_seen),
        declared("precompiles", facts.precompiles),
        declared("addresses of created contracts", facts.addresses),
        declared("source", facts.source),
    ]);
    switches
}

fn missing(rules: &Rules) -> String {
    let cancun = Fork::Cancun.rules().opcodes;
    let names: Vec<_> = rules.opcodes.lacks(cancun).map(|opcode| opcode.mnemonic).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn fields(fields: impl Iterator<Item = (String, vm_evm::U256)>) -> String {
    let texts: Vec<String> = fields
        .map(|(name, value)| {
            let name = name.to_ascii_uppercase();
            if value.bit_len() > 64 { format!("{name} = {value:#x}") } else { format!("{name} = {value}") }
        })
        .collect();
    if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
}

fn mnemonic(byte: u8) -> String {
    Opcode::of(byte).map_or_else(|| hex0x(&[byte]), |opcode| opcode.mnemonic.to_owned())
}

const fn jumps(jumps: Jumps) -> &'static str {
    match jumps {
        Jumps::ToOpcodes => "to JUMPDEST opcodes",
        Jumps::ToBytes => "to any byte 0x5b, PUSH data too",
    }
}

/// Every price of a profile that has gas.
fn prices(profile: &Profile) -> Vec<Switch> {
    let Machine::Evm(rules) = &profile.machine else { return Vec::new() };
    // the refund is a switch of its own
    let units = rules.gas.unit.all().into_iter().filter(|(field, ..)| *field != "clear_refund");
    let unit = units.map(|(_, name, price)| (format!("gas of {name}"), price));
    let opcodes = rules.opcodes.iter();
    let table = opcodes.map(|opcode| (format!("gas of {}", opcode.mnemonic), rules.static_gas(opcode.byte)));
    let table = table.filter(|(name, _)| name != "gas of SSTORE");
    let switch = |(name, price): (String, u64)| Switch { name, state: price.to_string(), is_followed: true };
    table.chain(unit).map(switch).collect()
}

fn document(names: &[Type]) -> String {
    let types = if names.is_empty() { Type::ALL.as_slice() } else { names };
    let of_type = |ty: &Type| {
        let profile = ty.profile();
        let list = |switches: Vec<Switch>| -> Map<String, Value> {
            let switch =
                |Switch { name, state, is_followed }| (name, json!({ "state": state, "followed": is_followed }));
            switches.into_iter().map(switch).collect()
        };
        json!({
            "type": ty,
            "title": profile.title,
            "date": profile.date,
            "follows_ethereum": profile.follows_ethereum(),
            "switches": list(switches(profile)),
            "prices": list(prices(profile)),
        })
    };
    let mut document = json!({ "schema": SCHEMA, "types": types.iter().map(of_type).collect::<Vec<_>>() });
    if let [one, other] = names {
        let differences = differences(one.profile(), other.profile()).into_iter();
        let record = |(name, [ours, theirs], is_followed): (String, [String; 2], bool)| json!({ "switch": name, "states": [ours, theirs], "followed": is_followed });
        document["differences"] = differences.map(record).collect();
    }
    serde_json::to_string_pretty(&document).expect("a document is data")
}

#[cfg(test)]
mod tests {
    use prover::profile::{SCROLL, T2, T2_5, T3};

    use super::*;

    #[test]
    fn a_type_differs_from_another_in_what_its_profile_says() {
        let names = |one, other| differences(one, other).into_iter().map(|(name, ..)| name).collect::<Vec<_>>();
        assert_eq!(names(&T2, &T2), Vec::<String>::new());
        assert_eq!(names(&T2, &T3)[..3], ["opcodes missing", "constant fields", "keccak limit"]);
        let priced = names(&T2, &T2_5);
        assert_eq!(priced[0], "gas schedule");
        assert!(priced.contains(&"gas of KECCAK256".to_owned()) && priced.contains(&"gas of a word hashed".to_owned()));
        let scroll = differences(&T3, &SCROLL);
        let fields = scroll.iter().find(|(name, ..)| name == "constant fields").unwrap();
        assert_eq!(fields.1[1], "PREVRANDAO = 0, COINBASE = 0x5300000000000000000000000000000000000005");
    }
}
