//! Reads of memory from any byte to any byte: outputs, events, hashes.

use vm_evm::{LogData, opcode};

use super::*;
use crate::circuit::check;
use crate::testing::assert_accepted;

/// Memory of two words, then a step that reads so many bytes from an offset on.
fn program(reads: &str, [offset, length]: [u64; 2]) -> String {
    let topics = if reads == "LOG2" { "PUSH 22 PUSH 21" } else { "" };
    format!(
        "PUSH 0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 PUSH0 MSTORE
        PUSH 0xa1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0 PUSH 32 MSTORE
        {topics} PUSH {length} PUSH {offset} {reads} STOP"
    )
}

const READS: [&str; 4] = ["RETURN", "REVERT", "LOG0", "LOG2"];

#[test]
fn every_kind_of_alignment_is_accepted() {
    accepts(&[0, 1, 63], &[0, 1, 4, 32, 36]);
}

/// A minute: more of them.
mod exhaustive {
    #[test]
    fn every_alignment_is_accepted() {
        super::accepts(&[0, 1, 31, 32, 63, 64, 200], &[0, 1, 4, 31, 32, 33, 36, 68]);
    }
}

fn accepts(offsets: &[u64], lengths: &[u64]) {
    let circuit = low_circuit();
    for reads in READS {
        for offset in offsets.iter().copied() {
            for length in lengths.iter().copied() {
                let run = Run::new(&program(reads, [offset, length]), &[]);
                assert_accepted(&circuit, &run.witness(&circuit, &run.timeline()));
            }
        }
    }
}

/// The whole trace as if other bytes had been read: statement, step and all that it asks for agree, but memory has others.
#[test]
fn other_bytes_are_refused() {
    let circuit = low_circuit();
    for reads in READS {
        for operands @ [_, length] in [[1, 32], [0, 5], [30, 40], [3, 68], [40, 1]] {
            let honest = Run::new(&program(reads, operands), &[]);
            for byte in [0, length / 2, length - 1] {
                let byte = usize::try_from(byte).unwrap();
                let lied = with_bytes(&honest, |bytes| bytes[byte] ^= 1);
                let witness = lied.witness(&circuit, &lied.timeline());
                assert_ne!(check(&circuit, &witness), vec![], "{reads} {operands:?}: byte {byte}");
            }
        }
    }
}

/// One byte more or less, the step having popped the same.
#[test]
fn another_number_of_bytes_is_refused() {
    let circuit = low_circuit();
    for reads in READS {
        for operands in [[1, 32], [0, 5], [30, 40], [3, 67]] {
            let honest = Run::new(&program(reads, operands), &[]);
            for change in [|bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 1), |bytes: &mut Vec<u8>| bytes.push(0)] {
                let lied = with_bytes(&honest, change);
                let mut timeline = lied.timeline();
                // the rows are those of the other number of bytes
                let step = timeline.steps.iter_mut().find(|step| step.transfer.is_some()).expect("a step reads bytes");
                let length = lied.bytes().len() as u64;
                let transfer = step.transfer.as_mut().expect("just found");
                transfer.tail = (length - 1) % 32 + 1;
                let witness = lied.witness(&circuit, &timeline);
                assert_ne!(check(&circuit, &witness), vec![], "{reads} {operands:?}: {length} bytes");
            }
        }
    }
}

impl Run {
    /// What the reading step read.
    fn bytes(&self) -> Vec<u8> {
        let reads =
            |step: &&vm_evm::Step| matches!(step.opcode, opcode::RETURN | opcode::REVERT | opcode::LOG0..=opcode::LOG4);
        let step = self.trace.steps.iter().find(reads).expect("a step reads");
        step.memory.first().map(|access| access.bytes.to_vec()).unwrap_or_default()
    }
}

fn with_bytes(honest: &Run, change: impl Fn(&mut Vec<u8>)) -> Run {
    let mut trace = honest.trace.clone();
    let mut bytes = honest.bytes();
    change(&mut bytes);
    let bytes = Bytes::from(bytes);
    for step in &mut trace.steps {
        if matches!(step.opcode, opcode::RETURN | opcode::REVERT | opcode::LOG0..=opcode::LOG4) {
            step.memory[0].bytes = bytes.clone();
            if let Some(log) = &mut step.log {
                log.data = LogData::new_unchecked(log.topics().to_vec(), bytes.clone());
            }
        }
    }
    for log in &mut trace.receipt.logs {
        log.data = LogData::new_unchecked(log.topics().to_vec(), bytes.clone());
    }
    if !trace.receipt.output.is_empty() {
        trace.receipt.output = bytes;
    }
    Run { trace, tree: honest.tree.clone() }
}
