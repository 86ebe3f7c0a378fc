//! Binary form, text form and ROM row: each determines the instruction.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use std::collections::BTreeMap;

use common::any_instruction;
use ff::Field as _;
use proptest::prelude::*;
use vm_zkfriendly::{
    asm::{assemble, disassemble},
    codec::DecodeError,
    felt::Felt,
    isa::{Instruction, Label, Opcode, Reg, RomRow},
    kind::Kind,
    program::{Frame, Object, Program, Role},
};

fn any_kind() -> impl Strategy<Value = Kind> {
    prop_oneof![(1_u16..=256).prop_map(Kind::Bits), Just(Kind::Felt)]
}

fn any_kinds() -> impl Strategy<Value = Vec<Kind>> {
    prop::collection::vec(any_kind(), 0..4)
}

fn any_role() -> impl Strategy<Value = Role> {
    let outer = prop::collection::btree_map(0_u16..20, any_kind(), 0..4)
        .prop_map(|outer: BTreeMap<u16, Kind>| outer.into_iter().map(|(reg, kind)| (Reg::at(reg), kind)).collect());
    prop_oneof![
        any_kinds().prop_map(|results| Role::Function { results }),
        outer.prop_map(|outer| Role::Block { outer })
    ]
}

/// Structurally sound, whatever it means.
fn any_program() -> impl Strategy<Value = Program> {
    let frames = prop::collection::btree_map(1_u32..30, (any_role(), any_kinds(), 6_u16..40), 0..5);
    (prop::collection::vec(any_instruction(), 30..40), frames, 0_u16..40).prop_map(|(instructions, frames, size)| {
        let entry = Frame { start: Label(0), size, parameters: vec![], role: Role::Entry };
        let others = frames.into_iter().map(|(start, (role, parameters, size))| Frame {
            start: Label(start),
            size,
            parameters,
            role,
        });
        Program::new(instructions, std::iter::once(entry).chain(others).collect()).unwrap()
    })
}

proptest! {
    #[test]
    fn a_rom_row_determines_its_instruction(instruction in any_instruction(), pc in 0_u32..1 << 16) {
        let row = instruction.rom_row(pc);
        prop_assert_eq!(Instruction::from_rom_row(&row), Ok((pc, instruction)));
    }

    #[test]
    fn a_changed_rom_row_is_another_instruction_or_none(
        instruction in any_instruction(), place in 0_usize..8, change in -300_i64..300,
    ) {
        prop_assume!(change != 0);
        let mut row: RomRow = instruction.rom_row(7);
        let magnitude = Felt::from(change.unsigned_abs());
        row.0[place] += if change < 0 { -magnitude } else { magnitude };
        if let Ok((pc, other)) = Instruction::from_rom_row(&row) {
            prop_assert_ne!((pc, other), (7, instruction));
            prop_assert_eq!(other.rom_row(pc), row);
        }
    }

    #[test]
    fn random_rows_are_no_surprise(words: [u64; 8]) {
        let _ = Instruction::from_rom_row(&RomRow(words.map(Felt::from)));
    }

    #[test]
    fn bytes_determine_a_program(deploy in any_program(), runtime in any_program()) {
        prop_assert_eq!(Program::decode(&runtime.encode()), Ok(runtime.clone()));
        let object = Object { deploy, runtime };
        prop_assert_eq!(Object::decode(&object.encode()), Ok(object));
    }

    #[test]
    fn text_determines_a_program(program in any_program()) {
        let text = disassemble(&program);
        prop_assert_eq!(assemble(&text).map_err(|error| error.to_string()), Ok(program), "{}", text);
    }

    #[test]
    fn random_bytes_are_refused_calmly(bytes: Vec<u8>) {
        prop_assert!(Program::decode(&bytes).is_err());
        prop_assert!(Object::decode(&bytes).is_err());
    }

    /// What decodes is what encodes: no second spelling.
    #[test]
    fn mangled_bytes_are_refused_or_another_program(
        program in any_program(), at: prop::sample::Index, byte: u8, cut in any::<Option<prop::sample::Index>>(),
    ) {
        let mut bytes = program.encode();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(other) = Program::decode(&bytes) {
            prop_assert_eq!(other.encode(), bytes);
        }
    }

    #[test]
    fn random_text_is_refused_calmly(text in "\\PC{0,80}") {
        let _ = assemble(&text);
        let _ = assemble(&format!("entry main size 9:\n{text}"));
    }

    #[test]
    fn text_of_the_right_words_is_refused_calmly(
        words in prop::collection::vec(prop::sample::select(vec![
            "entry", "main", "function", "block", "size", "outer", "(", ")", "->", ":", ",", "u64", "word", "\n", "add", ".64",
            "r1", "r2046", "r99999", "l2", "a3", "ap-1", "<-", "mov", "jump", "@7", "@99999999999", "else", "0x", "0xff", "12",
            "const", "revert", "env", "caller", ";", "é",
        ]), 0..40),
        glue in prop::sample::select(vec!["", " "]),
    ) {
        let _ = assemble(&words.join(glue));
    }
}

#[test]
fn unused_rom_elements_are_zero_and_must_be() {
    let jump = Instruction::Jump { target: Label(3) };
    let mut row = jump.rom_row(1);
    assert_eq!(row.0, [1, 0x30, 0, 0, 0, 3, 0, 0].map(Felt::from));
    row.0[7] = Felt::ONE;
    assert!(Instruction::from_rom_row(&row).is_err());
}

#[test]
fn opcodes_are_unique_in_number_and_name() {
    let numbers: BTreeMap<u8, &str> = Opcode::ALL.iter().map(|opcode| (*opcode as u8, opcode.mnemonic())).collect();
    assert_eq!(numbers.len(), Opcode::ALL.len());
    for opcode in Opcode::ALL {
        assert_eq!(Opcode::from_mnemonic(opcode.mnemonic()), Some(*opcode));
        assert_eq!(Opcode::from_number(*opcode as u8), Some(*opcode));
    }
}

#[test]
fn headers_are_read_first() {
    let program = assemble("entry main size 0:\n return r0, 0").unwrap();
    let mut bytes = program.encode();
    assert_eq!(Object::decode(&bytes), Err(DecodeError::Tag { what: "content of this sort", tag: 0 }));
    bytes.push(0);
    assert_eq!(Program::decode(&bytes), Err(DecodeError::TrailingBytes { count: 1 }));
    bytes[4] = 9;
    assert_eq!(Program::decode(&bytes), Err(DecodeError::Version { found: 9 }));
    bytes[0] = b'x';
    assert_eq!(Program::decode(&bytes), Err(DecodeError::Magic));
    assert_eq!(Program::decode(&[]), Err(DecodeError::Truncated { at: 0, wanted: 4 }));
}

/// A count that promises more than there is must not reserve memory for it.
#[test]
fn promised_lengths_are_capped() {
    let mut bytes = assemble("entry main size 0:\n return r0, 0").unwrap().encode();
    bytes[7..11].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(Program::decode(&bytes), Err(DecodeError::TooMany { what: "frames", .. })));
}
