//! What must hold for any input: no panic, no hang, and what each target says.
//!
//! `cargo xtask fuzz` looks for inputs for which it doesn't, guided by coverage; what was found stands in `corpus`, with inputs from which
//! to start, and is replayed with the other tests.

use std::path::Path;
use std::sync::{LazyLock, Mutex};

use harness::proof_file::ProofFile;
use harness::types::Verifier;
use harness::workload::Workload;
use prover::Claim as _;
use prover::circuit::{Witness, check};
use prover::evm::{Prepared, tree};
use prover::state::Tree;
use vm_evm::{Address, Bytes, Call, World};
use vm_zkfriendly::environment::Environment;
use vm_zkfriendly::message::Message;
use vm_zkfriendly::program::Program;
use vm_zkfriendly::storage::Storage;
use vm_zkfriendly::vm::{self, Limits};
use vm_zkfriendly::{asm, check as program_check};

/// Panics if something does not hold for an input.
pub type Target = fn(&[u8]);

/// The targets, by the names of their corpora.
pub const TARGETS: [(&str, Target); 5] =
    [("source", source), ("bytecode", bytecode), ("proof", proof), ("program", program), ("workload", workload)];

/// The account that foreign bytecode runs as.
const CALLEE: Address = Address::repeat_byte(0xc0);
/// So much gas that a call ends within a fraction of a second.
const GAS: u64 = 30_000;
/// log2 of the rows of circuits that are checked: one found by searching took a minute.
const K_MAX: u32 = 12;
/// So many steps of the register machine.
const CYCLES: u64 = 4096;
/// Files that are read are shorter than what would make each of them slow.
const SOURCE_BYTES: usize = 4096;

/// Source text: it compiles, on both targets, or is refused with a diagnostic.
pub fn source(input: &[u8]) {
    if input.len() > SOURCE_BYTES {
        return;
    }
    let source = compiler::Source::new("fuzz.sol".to_owned(), input.to_owned());
    let compilation = match compiler::compile(&[source], &compiler::Options::default()) {
        Ok(compilation) => compilation,
        Err(refused) => {
            assert!(!refused.diagnostics.is_empty(), "it is refused without a reason");
            return;
        }
    };
    for contract in &compilation.contracts {
        for object in ["deploy", "runtime"].into_iter().filter_map(|name| contract.module.find_object(name)) {
            compiler::backend::evm::compile(&contract.module, object);
        }
        if let Err(refusals) = compiler::backend::zk::compile(&contract.module) {
            assert!(!refusals.is_empty(), "it is refused without a reason");
        }
    }
}

/// Foreign bytecode and calldata: what revm did satisfies the circuit, or is refused by name; that it left other gas does not.
///
/// The first two bytes say how many of the others are code.
pub fn bytecode(input: &[u8]) {
    let Some((length, rest)) = input.split_first_chunk::<2>() else { return };
    let (code, data) = rest.split_at(rest.len().min(usize::from(u16::from_be_bytes(*length))));
    let mut world = World::default();
    world.account_mut(CALLEE).set_code(Bytes::copy_from_slice(code));
    let before = tree(&world, &Tree::default()).expect("a world without storage has a tree");
    let call = Call { to: CALLEE, data: Bytes::copy_from_slice(data), gas_limit: 21_000 + GAS, ..Call::default() };
    let Ok(trace) = world.trace_call(call) else { return };
    let Ok(prepared) = Prepared::of_trace(&prover::profile::T2, &trace, &before) else { return };
    if prepared.circuit().shape.k > K_MAX {
        return;
    }
    let violations = check(prepared.circuit(), prepared.witness());
    assert!(violations.is_empty(), "what revm did is not accepted: {}", violations[0]);
    let mut claim = prepared.statement().clone();
    claim.gas_left ^= 1;
    let mut other = Witness::clone(prepared.witness());
    other.public = claim.public().expect("another number of gas is a number of gas");
    assert!(!check(prepared.circuit(), &other).is_empty(), "something else is accepted as well");
}

/// A proof file: it holds the proof of the corpus, or is refused. Proofs of other shapes are only read: their keys take seconds each.
pub fn proof(input: &[u8]) {
    static REAL: LazyLock<ProofFile> = LazyLock::new(|| ProofFile::parse(PROOF).expect("the corpus has a proof"));
    static VERIFIER: Mutex<Verifier> = Mutex::new(Verifier::new());
    let Ok(file) = ProofFile::parse(input) else { return };
    let again = ProofFile::parse(&file.to_bytes()).expect("what was written is read again");
    assert_eq!(file, again);
    if file.proof.shape == REAL.proof.shape {
        let mut verifier = VERIFIER.lock().expect("nothing panicked so far");
        // another build may refuse the corpus' proof, too
        assert!(file.verify_with(&mut verifier).is_err() || file == *REAL, "a proof from nowhere");
    }
}

/// The proof that stands in the corpus.
const PROOF: &[u8] = include_bytes!("../corpus/proof/arithmetic.json");

/// A program of the register machine, as text or encoded: it is refused, or runs within its limits; text and encoding say the same.
pub fn program(input: &[u8]) {
    let decoded = Program::decode(input).ok();
    let assembled = std::str::from_utf8(input).ok().and_then(|text| asm::assemble(text).ok());
    let Some(program) = decoded.or(assembled) else { return };
    assert_eq!(Program::decode(&program.encode()).as_ref(), Ok(&program), "an encoding says something else");
    let text = asm::disassemble(&program);
    assert_eq!(asm::assemble(&text).as_ref(), Ok(&program), "a text says something else:\n{text}");
    let Ok(checked) = program_check::check(program) else { return };
    let (calldata, limits) = (Message::call(&[0xab, 0xcd, 0xef, 1, 7]), Limits { cycles: CYCLES, cells: 1 << 16 });
    if let Err(error) = vm::run(&checked, &calldata, &Environment::default(), &Storage::new(), limits) {
        assert!(!error.is_internal(), "the program check let this through: {error}");
    }
}

/// A workload file: it is read, or refused with a line.
pub fn workload(input: &[u8]) {
    if let Ok(workload) = Workload::parse(Path::new("workload.toml"), input) {
        let _ = workload.main();
    }
}
