//! Flip, ghost, tamper, fork, on the native checker.

use ff::Field;

use super::*;
use crate::Felt;
use crate::circuit::check;
use crate::evm::lanes::place;
use crate::evm::timeline::EvmStep;
use crate::testing::{Lie, Verdicts, flips, ghosts, judge};

/// Cells of a chip that may have any value on rows where another cell has the given one, and why.
struct Free {
    chip: &'static str,
    cells: &'static [&'static str],
    when: Option<(&'static str, u64)>,
    #[expect(dead_code, reason = "it is for the reader")]
    why: &'static str,
}

const INVERSE_OF_SHIFT: Free = Free {
    chip: "",
    cells: &["inverse of s"],
    when: Some(("byte s", 0)),
    why: "s is 0, so nothing is inverted, which the other constraint says",
};

const NOTHING_READ: Free = Free {
    chip: "",
    cells: &["first word", "low part of the difference", "high part of the difference", "inverse of the length"],
    when: Some(("length is not 0", 0)),
    why: "nothing is read: memory is not touched, and the length that would be inverted is 0",
};

const NOTHING_COPIED: Free = Free {
    chip: "",
    cells: &[
        "first word written",
        "bytes that stay",
        "words written",
        "bytes written of the last, less 1",
        "starts within a word",
        "ends within a word",
        "cut at the start of the chain",
        "cut at its end",
        "offset that is read",
        "first source word",
        "shift",
        "is shifted",
        "low part of the difference",
        "high part of the difference",
        "inverse of the length",
    ],
    when: Some(("length is not 0", 0)),
    why: "nothing is copied: no chain is started",
};

const NOT_FAR: Free = Free {
    chip: "",
    cells: &["inverse of the offset's high limb", "distance of a far offset"],
    when: Some(("the offset is far", 0)),
    why: "the offset is what it is",
};

const FAR_WITH_ONE_LIMB: Free = Free {
    chip: "",
    cells: &["inverse of the offset's high limb"],
    when: Some(("offset.hi", 0)),
    why: "2^64 and more in the low limb show that the offset is far",
};

const SOURCE_NOT_MEMORY: Free = Free {
    chip: "",
    cells: &[
        "end of the source",
        "bytes behind it, less 1",
        "source: low part of the difference",
        "source: high part of the difference",
    ],
    when: Some(("memory is read", 0)),
    why: "memory does not grow to the end of what is no memory",
};

const LEADS: Free = Free {
    chip: "",
    cells: &[
        "window.lo",
        "window.hi",
        "word before.lo",
        "word before.hi",
        "joined.lo",
        "joined.hi",
        "word after.lo",
        "word after.hi",
    ],
    when: None,
    why: "the row leads: it writes nothing",
};

/// Whether a lie is none: a word of memory that nobody touches is 0 at first and at last, with a row of its own or without.
fn is_true(witness: &Witness, lie: &Lie) -> bool {
    lie.rows.iter().all(|(lane, row, cells)| {
        let untouched = |cell: Felt| cell == Felt::ZERO;
        let honest = (1..cells.len()).all(|column| untouched(witness.lanes[*lane].get(*row, column)));
        *lane == place::MEMORY_WORDS && honest && cells[1..].iter().copied().all(untouched)
    })
}

const FREE: &[Free] = &[
    Free {
        chip: "sstore",
        cells: &[
            "the new value is the current one: inverse 0",
            "the new value is the current one: inverse 1",
            "the current value is the original one: inverse 0",
            "the current value is the original one: inverse 1",
            "the new value is the original one: inverse 0",
            "the new value is the original one: inverse 1",
            "the original value is zero: inverse",
            "the current value is zero: inverse",
            "the new value is zero: inverse",
        ],
        when: None,
        why: "an inverse proves that something is not 0 and says nothing else: of 0 it is not asked for, and of two limbs one is enough",
    },
    Free {
        chip: "and",
        cells: &["the mask is on top"],
        when: None,
        why: "either word may be the mask; of two equal words put there by one step, exchanging them changes nothing, and others \
              are told apart by the bus (`words::lies` tells this lie about such words)",
    },
    Free {
        chip: "byte",
        cells: &["is JUMPDEST"],
        when: Some(("times jumped to", 0)),
        why: "a JUMPDEST may decline to say so, which only makes jumps there unprovable",
    },
    Free {
        chip: "jumpi",
        cells: &["inverse of the condition"],
        when: Some(("jumps", 0)),
        why: "the condition it would invert is 0, which the other constraint says",
    },
    Free {
        chip: "jumpi",
        cells: &["x.hi"],
        when: Some(("jumps", 0)),
        why: "no jump is taken, so its target means nothing; the bus pins it to the stack",
    },
    Free { chip: "mload", ..INVERSE_OF_SHIFT },
    Free { chip: "mstore", ..INVERSE_OF_SHIFT },
    Free { chip: "calldataload", ..INVERSE_OF_SHIFT },
    Free {
        chip: "past the calldata",
        cells: &["inverse of the high limb"],
        when: Some(("the low limb is compared", 1)),
        why: "the low limb shows that the offset is past the end",
    },
    Free {
        chip: "blobhash",
        cells: &["size of the calldata", "inverse of the high limb"],
        when: None,
        why: "nothing is compared",
    },
    Free {
        chip: "mload",
        cells: &["word w + 1 before.lo", "word w + 1 before.hi", "word w + 1 after.lo", "word w + 1 after.hi"],
        when: Some(("two words of memory", 0)),
        why: "only word w is read",
    },
    Free {
        chip: "calldataload",
        cells: &["low part of the difference", "high part of the difference"],
        when: None,
        why: "memory is not touched",
    },
    Free {
        chip: "msize",
        cells: &["word w", "byte s", "inverse of s", "word w after.lo", "word w after.hi"],
        when: None,
        why: "no word is touched",
    },
    Free {
        chip: "out of gas for memory",
        cells: &["inverse of x"],
        when: Some(("x.lo is compared", 1)),
        why: "the offset has one limb, or its high one does not matter",
    },
    Free {
        chip: "out of gas for memory",
        cells: &["inverse of y"],
        when: Some(("y.lo is compared", 1)),
        why: "the same of the length",
    },
    Free {
        chip: "invalid jump",
        cells: &["inverse of x"],
        when: Some(("target of two limbs", 0)),
        why: "only such a target has a high limb",
    },
    Free {
        chip: "invalid jump",
        cells: &["y.lo", "y.hi", "inverse of y"],
        when: Some(("y is read", 0)),
        why: "a JUMP has no condition",
    },
    Free {
        chip: "invalid jump",
        cells: &["inverse of the difference from JUMPDEST", "target: function"],
        when: Some(("target is another opcode", 0)),
        why: "what stands there is no opcode",
    },
    Free { chip: "calldatacopy", ..NOTHING_COPIED },
    Free { chip: "calldatacopy", ..NOT_FAR },
    Free { chip: "calldatacopy", ..FAR_WITH_ONE_LIMB },
    Free { chip: "calldatacopy", ..SOURCE_NOT_MEMORY },
    Free { chip: "codecopy", ..NOTHING_COPIED },
    Free { chip: "codecopy", ..NOT_FAR },
    Free { chip: "codecopy", ..FAR_WITH_ONE_LIMB },
    Free { chip: "codecopy", ..SOURCE_NOT_MEMORY },
    Free { chip: "mcopy", ..NOTHING_COPIED },
    Free { chip: "mcopy", ..NOT_FAR },
    Free { chip: "mcopy", ..SOURCE_NOT_MEMORY },
    Free { chip: "returndatacopy", ..NOTHING_COPIED },
    Free { chip: "returndatacopy", ..NOT_FAR },
    Free { chip: "returndatacopy", ..SOURCE_NOT_MEMORY },
    Free { chip: "copy of memory", when: Some(("leads to Memory", 1)), ..LEADS },
    Free { chip: "copy of calldata", when: Some(("leads to Calldata", 1)), ..LEADS },
    Free { chip: "copy of code", when: Some(("leads to Code", 1)), ..LEADS },
    Free { chip: "bytes to keccak", when: Some(("leads to Keccak", 1)), ..LEADS },
    Free { chip: "bytes to log", when: Some(("leads to Log", 1)), ..LEADS },
    Free { chip: "bytes to output", when: Some(("leads to Output", 1)), ..LEADS },
    Free { chip: "stop", ..NOTHING_READ },
    Free { chip: "stop", cells: &["offset.lo", "offset.hi"], when: None, why: "nothing is read" },
    Free { chip: "return", ..NOTHING_READ },
    Free { chip: "revert", ..NOTHING_READ },
    Free { chip: "keccak256", ..NOTHING_READ },
    Free { chip: "log", ..NOTHING_READ },
];

/// Whether [`FREE`] has the cell of a lie `lane[row] chip: cell`, and the row is as it says.
pub(super) fn may_be_free(circuit: &Circuit, witness: &Witness, what: &str) -> bool {
    let parts = what.split_once('[').and_then(|(lane, rest)| {
        let (row, rest) = rest.split_once("] ")?;
        let (chip, cell) = rest.split_once(": ")?;
        Some((lane, row.parse::<usize>().ok()?, chip, cell))
    });
    let Some((lane_name, row, chip_name, cell)) = parts else { return false };
    let index = circuit.lanes.iter().position(|lane| lane.name == lane_name).expect("a lie names a lane");
    let lane = &circuit.lanes[index];
    let chip = lane.chips().find(|(_, name, _)| *name == chip_name).map(|(chip, ..)| chip);
    FREE.iter().any(|free| {
        let holds = free.when.is_none_or(|(name, value)| {
            let column = (0..lane.width()).find(|column| lane.column_name(chip, *column) == name);
            column.is_some_and(|column| witness.lanes[index].get(row, column) == Felt::from(value))
        });
        free.chip == chip_name && free.cells.contains(&cell) && holds
    })
}

/// No flip and no ghost is accepted. The golden file lists the constraints that never were the only ones to refuse a lie, repaired ones
/// included. They are of these kinds:
///
/// - *flags of chips*: a row of two chips, or of a chip and a half, says kinds of messages that are sums or multiples of kinds. That nobody
///   hears them is what refuses the lie, so these constraints are seldom the last to do so; they exclude what the numbers of kinds would allow.
/// - *where a step goes, what it costs, what it is called*: all later steps would have to be lies, too; tampers and forks tell such ones.
/// - *what is zero where it is not used*: another constraint or the bus refuses whatever the cell could be used for.
/// - *cases* (far shifts, division by zero, equal values): the lie is about the case and its result at once; `words` forges them one by one.
#[test]
fn flips_and_ghosts_are_refused() {
    let circuit = low_circuit();
    let (words, mut all) = words::flips_and_ghosts();
    let mut witnesses = vec![words];
    let mut surprising = vec![];
    for (name, source, words) in SAMPLES {
        let run = Run::new(source, words);
        let witness = run.witness(&circuit, &run.timeline());
        let (accepted, verdicts) = tell_all(&circuit, &witness);
        surprising.extend(accepted.into_iter().map(|what| format!("{name}: {what}")));
        all.extend(verdicts);
        witnesses.push((Arc::clone(&circuit), Arc::new(witness)));
    }
    let halting = halts::flips_and_ghosts(&circuit);
    surprising.extend(halting.surprising);
    all.extend(halting.verdicts);
    assert!(surprising.is_empty(), "accepted lies: {surprising:#?}");
    // these samples have rows of every kind
    let names =
        ["stack", "words", "memory", "bytes", "copies", "copies of code", "events", "bytes of events", "storage"];
    let names = names.into_iter().chain(["modular", "transient", "zeros"]);
    let sample = |name| SAMPLES.iter().position(|sample| sample.0 == name).expect("there is such a sample");
    let mut repaired: Vec<_> = names.map(|name| witnesses[1 + sample(name)].clone()).collect();
    repaired.extend(halting.witnesses);
    let never = all.never_alone(&circuit, &repaired, |lane| !ELSEWHERE.contains(&lane));
    expect_test::expect_file!["constraints_not_alone.txt"].assert_eq(&never);
}

/// Lanes that have their own tests: permutations and the state tree.
const ELSEWHERE: [&str; 6] = ["poseidon", "keccak", "keccak sponge", "keccak words", "keccak halves", "state"];

/// Tells all flips and ghosts about the other lanes. Accepted ones that may not be, and what came of all.
fn tell_all(circuit: &Circuit, witness: &Witness) -> (Vec<String>, Verdicts) {
    let is_elsewhere = |lie: &Lie| ELSEWHERE.contains(&circuit.lanes[lie.rows[0].0].name);
    let lies = flips(circuit, witness).chain(ghosts(circuit, witness));
    let verdicts = judge(circuit, witness, lies.filter(|lie| !is_elsewhere(lie) && !is_true(witness, lie)));
    let is_free = |what: &str| may_be_free(circuit, witness, what) || words::may_be_free(circuit, witness, what);
    let accepted = verdicts.accepted.iter().filter(|what| !is_free(what)).cloned().collect();
    (accepted, verdicts)
}

#[test]
fn tampered_steps_are_refused() {
    tamper(5);
}

/// Minutes: every field of a step of every opcode, every cell of whole calls.
mod exhaustive {
    use super::super::proofs::{fibonacci, token};

    #[test]
    fn tampered_steps_are_refused() {
        super::tamper(1);
    }

    #[test]
    fn no_flip_of_a_call_of_solcs_contracts_is_accepted() {
        let (mut token, mut fibonacci) = (token(), fibonacci());
        let runs = [
            token.call("transfer(address,uint256)", &[0xbeef, 5]),
            token.call("transfer(address,uint256)", &[0xbeef, 2_000_000]),
            token.call("balanceOf(address)", &[0xbeef]),
            fibonacci.call("unchecked64(uint64)", &[90]),
            fibonacci.call("checked256(uint256)", &[300]),
        ];
        for run in runs {
            let prepared = run.prepare();
            let (accepted, _) = super::tell_all(prepared.circuit(), prepared.witness());
            assert!(accepted.is_empty(), "accepted lies: {accepted:#?}");
        }
    }
}

/// Tells every so-manieth lie about the fields of a step of each opcode.
fn tamper(every: usize) {
    let mut told = 0;
    let mut seen = std::collections::HashSet::new();
    let circuit = low_circuit();
    let samples = SAMPLES.iter().map(|(name, source, words)| (*name, Run::new(source, words)));
    for (name, run) in samples.chain(halts::HALTS.iter().map(|sample| (sample.name, sample.run()))) {
        let timeline = run.timeline();
        let honest = run.witness(&circuit, &timeline);
        let statement = run.facts().statement();
        for index in 0..timeline.steps.len() {
            let step = &timeline.steps[index];
            if !seen.insert((step.opcode, step.cause.map(|cause| std::mem::discriminant(&cause)))) {
                continue;
            }
            for (field, lie) in tampered(step) {
                told += 1;
                if told % every > 0 {
                    continue;
                }
                let mut lied = timeline.clone();
                lied.steps[index] = lie;
                // no row is for such operands: the lie cannot be told
                let Ok(witness) = run.witness_of(&circuit, &lied, &statement) else { continue };
                // nor can it if the chip has no cell for the field
                if witness.lanes == honest.lanes {
                    continue;
                }
                let what = opcode::describe(timeline.steps[index].opcode);
                assert_ne!(check(&circuit, &witness), vec![], "{name}: step {index}, {what}: {field}");
            }
        }
    }
}

/// A step with one field changed.
pub(super) fn tampered(step: &EvmStep) -> Vec<(String, EvmStep)> {
    let mut lies = vec![];
    let mut lie = |field: String, change: &dyn Fn(&mut EvmStep)| {
        let mut changed = step.clone();
        change(&mut changed);
        if changed != *step {
            lies.push((field, changed));
        }
    };
    for i in 0..4 {
        lie(format!("state {i}"), &|s| s.state[i] += Felt::ONE);
        // nothing but the gas follows a halt
        if step.end.is_none() || i == 3 {
            lie(format!("next {i}"), &|s| s.next[i] += Felt::ONE);
        }
    }
    lie("price".to_owned(), &|s| s.code.gas -= Felt::ONE);
    lie("parameter".to_owned(), &|s| s.code.parameter += Felt::ONE);
    for i in 0..step.popped.len() {
        for limb in 0..2 {
            lie(format!("popped word {i}, limb {limb}"), &|s| s.popped[i].word[limb] += Felt::ONE);
        }
        lie(format!("age of popped word {i}"), &|s| s.popped[i].age += Felt::ONE);
    }
    for i in 0..step.pushed.len() {
        for limb in 0..2 {
            lie(format!("pushed word {i}, limb {limb}"), &|s| s.pushed[i][limb] += Felt::ONE);
        }
    }
    for i in 0..step.memory.len() {
        lie(format!("memory word {i} before"), &|s| s.memory[i].before[0] += Felt::ONE);
        lie(format!("memory word {i} after"), &|s| s.memory[i].after[0] += Felt::ONE);
        lie(format!("age of memory word {i}"), &|s| s.memory[i].age += Felt::ONE);
        lie(format!("index of memory word {i}"), &|s| s.memory[i].index += 1);
    }
    if step.calldata.is_some() {
        lie("size of the calldata".to_owned(), &|s| s.calldata.as_mut().unwrap().size += 1);
        for i in 0..2 {
            lie(format!("calldata word {i}"), &|s| s.calldata.as_mut().unwrap().words[i][0] += Felt::ONE);
        }
    }
    if let Some(transfer) = &step.transfer {
        for i in 0..transfer.written.len() {
            lie(format!("word {i} written"), &|s| s.transfer.as_mut().unwrap().written[i].after[0] += Felt::ONE);
            lie(format!("word {i} before"), &|s| s.transfer.as_mut().unwrap().written[i].before[1] += Felt::ONE);
        }
        lie("first source word".to_owned(), &|s| s.transfer.as_mut().unwrap().first += Felt::ONE);
        lie("place".to_owned(), &|s| s.transfer.as_mut().unwrap().place += 1);
    }
    if step.transient.is_some() {
        lie("transient slot before".to_owned(), &|s| s.transient.as_mut().unwrap().before[0] += Felt::ONE);
        lie("age of the transient slot".to_owned(), &|s| s.transient.as_mut().unwrap().since += 1);
    }
    if step.event.is_some() {
        lie("address of the event".to_owned(), &|s| s.event.as_mut().unwrap().address[1] += Felt::ONE);
        lie("whether the event lasts".to_owned(), &|s| s.event.as_mut().unwrap().lasts ^= true);
    }
    if step.context.is_some() {
        for i in 0..3 {
            lie(format!("context {i} before"), &|s| s.context.as_mut().unwrap().before[i] += Felt::ONE);
            lie(format!("context {i} after"), &|s| s.context.as_mut().unwrap().after[i] += Felt::ONE);
        }
        lie("age of the context".to_owned(), &|s| s.context.as_mut().unwrap().age += Felt::ONE);
    }
    lies
}

/// Lanes without rows in the samples would be tested by nothing.
#[test]
fn the_samples_use_every_lane() {
    let mut used = [false; place::COUNT];
    let runs = SAMPLES.iter().map(|(_, source, words)| Run::new(source, words));
    for run in runs.chain([halts::HALTS[0].run()]) {
        for (lane, rows) in run.prepare().witness().lanes.iter().enumerate() {
            used[lane] |= !rows.is_empty();
        }
    }
    let idle: Vec<usize> = (1..place::COUNT).filter(|lane| !used[*lane]).collect();
    assert_eq!(idle, [place::HALT_TABLE], "lanes without a row, but for tables that are not counted");
}
