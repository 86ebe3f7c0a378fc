//! The sample programs: what they answer, what they cost in steps, how they look when disassembled.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::{fmt::Write as _, fs, path::PathBuf};

use expect_test::{Expect, expect};
use ruint::aliases::U256;
use vm_zkfriendly::{
    asm::{assemble, disassemble},
    check::{CheckedProgram, check},
    environment::Environment,
    isa::EnvField,
    message::Message,
    program::Program,
    storage::Storage,
    trace::{Status, ZkTrace},
    vm::{ExecutionError, Limits, run},
};

fn source(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(name).with_extension("zk");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn load(name: &str) -> CheckedProgram {
    let program = assemble(&source(name)).unwrap_or_else(|error| panic!("{name}.zk:{error}"));
    check(program).unwrap_or_else(|error| panic!("{name}.zk: {error}"))
}

fn calldata(words: &[u64]) -> Message {
    let mut bytes = vec![0xde, 0xad, 0xbe, 0xef];
    words.iter().for_each(|word| bytes.extend(U256::from(*word).to_be_bytes::<32>()));
    Message::call(&bytes)
}

fn execute(name: &str, words: &[u64]) -> ZkTrace {
    run(&load(name), &calldata(words), &Environment::default(), &Storage::new(), Limits::default()).unwrap()
}

fn check_answer(name: &str, words: &[u64], answer: &Expect) {
    let trace = execute(name, words);
    let outcome = trace.outcome();
    let selector = outcome.output.selector.map(|selector| format!(" {selector:#010x}")).unwrap_or_default();
    let words: String = outcome.output.words.iter().fold(String::new(), |mut text, word| {
        write!(text, " {word}").unwrap();
        text
    });
    answer.assert_eq(&format!("{:?}{selector}{words} in {} steps", outcome.status, outcome.steps));
}

#[test]
fn an_iteration_passes_its_values_in_one_row() {
    check_answer("fibonacci_passed", &[0], &expect!["Success 0 in 8 steps"]);
    check_answer("fibonacci_passed", &[10], &expect!["Success 55 in 48 steps"]);
    check_answer("fibonacci_passed", &[94], &expect!["Success 1293530146158671551 in 384 steps"]);
}

#[test]
fn fibonacci_counts_in_a_loop() {
    check_answer("fibonacci_loop", &[0], &expect!["Success 0 in 12 steps"]);
    check_answer("fibonacci_loop", &[10], &expect!["Success 55 in 82 steps"]);
    check_answer("fibonacci_loop", &[93], &expect!["Success 12200160415121876738 in 663 steps"]);
    check_answer("fibonacci_loop", &[94], &expect!["Success 1293530146158671551 in 670 steps"]);
}

#[test]
fn a_function_has_two_results() {
    check_answer("call_with_results", &[47, 10], &expect!["Success 4 7 in 10 steps"]);
    check_answer("call_with_results", &[47, 0], &expect!["Revert 0x4e487b71 18 in 7 steps"]);
}

#[test]
fn recursion_keeps_every_frame() {
    check_answer("factorial", &[20], &expect!["Success 2432902008176640000 in 182 steps"]);
    check_answer("factorial", &[58], &expect!["Revert 0x4e487b71 17 in 522 steps"]);
    check_answer("fibonacci_recursive", &[15], &expect!["Success 610 in 16772 steps"]);
}

#[test]
fn overflow_traps_into_a_panic() {
    check_answer("checked_add", &[u64::MAX - 1, 1], &expect!["Success 18446744073709551615 in 10 steps"]);
    check_answer("checked_add", &[u64::MAX, 1], &expect!["Revert 0x4e487b71 17 in 11 steps"]);
    let output = execute("checked_add", &[u64::MAX, 1]).outcome().output.to_bytes();
    assert_eq!(output.len(), 36);
    assert_eq!((&output[..4], output[35]), (&[0x4e, 0x48, 0x7b, 0x71][..], 0x11));
}

#[test]
fn dirty_input_reverts_without_data() {
    let mut bytes = vec![0; 4];
    bytes.extend([0xff; 64]);
    let trace =
        run(&load("checked_add"), &Message::call(&bytes), &Environment::default(), &Storage::new(), Limits::default())
            .unwrap();
    assert_eq!((trace.outcome().status, trace.outcome().output.to_bytes()), (Status::Revert, vec![]));
}

#[test]
fn calldata_and_environment_arrive() {
    let caller = U256::from(0xcafe);
    let environment = Environment::default().with(EnvField::Caller, caller).unwrap();
    let trace = run(&load("echo"), &calldata(&[7]), &environment, &Storage::new(), Limits::default()).unwrap();
    let expected = [U256::from(0xdead_beef_u32), U256::from(36), U256::from(7), U256::ZERO, caller];
    assert_eq!(trace.outcome().output, Message::output(None, expected.to_vec()));
}

#[test]
fn limits_stop_a_program() {
    let (program, calldata, environment) = (load("fibonacci_loop"), calldata(&[1000]), Environment::default());
    let with =
        |cycles, cells| run(&program, &calldata, &environment, &Storage::new(), Limits { cycles, cells }).unwrap_err();
    assert_eq!(with(100, 1000), ExecutionError::CycleLimit { limit: 100 });
    assert_eq!(with(1000, 100), ExecutionError::CellLimit { at: 14, limit: 100 });
}

#[test]
fn a_limit_of_exactly_the_steps_suffices() {
    let (program, calldata, environment) = (load("echo"), calldata(&[]), Environment::default());
    assert!(run(&program, &calldata, &environment, &Storage::new(), Limits { cycles: 6, cells: 5 }).is_ok());
    assert!(run(&program, &calldata, &environment, &Storage::new(), Limits { cycles: 5, cells: 5 }).is_err());
}

#[test]
fn a_trace_is_a_chain_of_states_and_its_uses_add_up() {
    for (name, words) in [("fibonacci_loop", &[9][..]), ("factorial", &[9]), ("call_with_results", &[9, 2])] {
        let program = load(name);
        let trace = execute(name, words);
        let uses: u64 = trace.definitions().iter().map(|definition| u64::from(definition.uses)).sum();
        assert_eq!(uses, trace.reads().len() as u64, "{name}");
        assert_eq!(trace.executed().iter().map(|count| u64::from(*count)).sum::<u64>(), trace.outcome().steps);
        let steps: Vec<_> = trace.steps().collect();
        for pair in steps.windows(2) {
            assert_eq!(pair[0].next, Some(pair[1].state), "{name}");
            assert_eq!(pair[0].state.clock + 1, pair[1].state.clock, "{name}");
            assert!(pair[0].state.ap <= pair[1].state.ap, "{name}");
        }
        assert_eq!(steps.last().unwrap().next, None);
        assert_eq!(steps.len() as u64, trace.outcome().steps);
        assert_eq!(trace.executed().len(), program.program().instructions().len());
    }
}

#[test]
fn a_step_shows_its_cells() {
    let trace = execute("call_with_results", &[47, 10]);
    let text: String = trace.steps().fold(String::new(), |mut text, step| {
        let cells = |cell: (u64, String)| format!("[{}]={}", cell.0, cell.1);
        let reads: Vec<_> = step.reads.iter().map(|read| cells((read.address, read.word.to_string()))).collect();
        let definitions: Vec<_> = step
            .definitions
            .iter()
            .map(|cell| format!("{}*{}", cells((cell.address, cell.word.to_string())), cell.uses))
            .collect();
        let state = step.state;
        writeln!(
            text,
            "{} pc {} fp {} lp {} ap {}: reads {} defines {}",
            state.clock,
            state.pc,
            state.fp,
            state.lp,
            state.ap,
            reads.join(" "),
            definitions.join(" ")
        )
        .unwrap();
        text
    });
    expect![[r#"
        0 pc 0 fp 0 lp 0 ap 4: reads  defines [0]=0x2f*1
        1 pc 1 fp 0 lp 0 ap 4: reads  defines [1]=0xa*1
        2 pc 2 fp 0 lp 0 ap 4: reads [0]=0x2f [1]=0xa defines [6]=0x2f*2 [7]=0xa*2
        3 pc 3 fp 0 lp 0 ap 4: reads  defines [4]=0x4*1 [5]=0x0*1
        4 pc 6 fp 4 lp 4 ap 11: reads [6]=0x2f [7]=0xa defines [8]=0x4*1
        5 pc 7 fp 4 lp 4 ap 11: reads [6]=0x2f [7]=0xa defines [9]=0x7*1
        6 pc 8 fp 4 lp 4 ap 11: reads [8]=0x4 [9]=0x7 defines [11]=0x4*1 [12]=0x7*1
        7 pc 9 fp 4 lp 4 ap 11: reads [4]=0x4 [5]=0x0 defines 
        8 pc 4 fp 0 lp 0 ap 13: reads [11]=0x4 [12]=0x7 defines [2]=0x4*1 [3]=0x7*1
        9 pc 5 fp 0 lp 0 ap 13: reads [2]=0x4 [3]=0x7 defines 
    "#]]
    .assert_eq(&text);
}

#[test]
fn the_disassembly_reads_like_the_source() {
    expect![[r#"
        entry main size 2:
            input r0, 1
            arg a2 <- r0
            call f5, 8
            result r1 <- ap-1
            return r1, 1
        function f5(word) -> (word) size 8:
            wlt r3, r2, 2
            jz r3, L9
            const r6, 1
            jump L14
        L9:
            wsub r4, r2, 1
            arg a2 <- r4
            call f5, 8
            result r5 <- ap-1
            wmul r6, r5, r2 else L16
        L14:
            arg a0 <- r6
            ret 1
        L16:
            const r7, 17
            revert r7, 1, 0x4e487b71
    "#]]
    .assert_eq(&disassemble(load("factorial").program()));
    expect![[r#"
        entry main size 3:
            input r0, 1
            trunc.64 r1, r0
            const r2, 0
            arg a0 <- r2, a1 <- r2
            enter b5, 3
        block b5(u64, u64) outer(r1: u64) size 3:
            const r2, 1
            arg a0 <- r0, a1 <- r1, a2 <- r2
            enter b8, 7
        block b8(u64, u64, u64) outer(r1: u64) size 7:
            outer r3 <- l1
            lt.64 r4, r0, r3
            jz r4, L15
            add.64 r5, r1, r2
            add.64 r6, r0, 1
            arg a0 <- r6, a1 <- r2, a2 <- r5
            enter b8, 7
        L15:
            return r1, 1
    "#]]
    .assert_eq(&disassemble(load("fibonacci_loop").program()));
}

#[test]
fn sample_programs_survive_text_and_bytes() {
    for name in ["fibonacci_loop", "call_with_results", "factorial", "fibonacci_recursive", "checked_add", "echo"] {
        let program = load(name).into_program();
        assert_eq!(assemble(&disassemble(&program)).unwrap(), program, "{name}");
        assert_eq!(Program::decode(&program.encode()).unwrap(), program, "{name}");
    }
}

#[test]
fn mistakes_in_text_are_shown_where_they_are() {
    let message =
        |line: &str| assemble(&format!("entry main size 9:\n{line}\n    return r0, 0")).unwrap_err().to_string();
    let all = [
        "    frob r1",
        "    add r1, r2, r3",
        "    add.12 r1, r2, r3",
        "    mul.128 r1, r2, r3",
        "    add.64 r1 r2, r3",
        "    add.64 r1, r2, 0x100000000000000000000000000000000",
        "    add.64 r1, r2, r3 else nowhere",
        "    wdiv r1, r2, r3",
        "    mov r1 <- r2047",
        "    mov r1 <- r2, r3 <- r4, r5 <- r6, r7 <- r8",
        "    arg r1 <- r2",
        "    result r1 <- ap-0",
        "    env r1, weather",
        "    const r1, 12x",
        "    jump r1 r2",
        "    const r1, 1 2",
        "entry main size 2:",
        "entry other size 2:",
        "function f(u300) size 2:",
        "function f(u8) size 2:",
        "here: jump here",
        "    ==",
    ];
    let text = all.map(message).join("\n");
    expect![[r#"
        2:5: no instruction is called `frob`
        2:5: expected a width, as in `.64`
        2:9: 12 bits is no width of this instruction: expected a multiple of 8 from 8 to 128
        2:9: 128 bits is no width of this instruction: expected a multiple of 8 from 8 to 64
        2:15: expected ,
        2:20: the number doesn't fit in 128 bits
        2:28: no label in this frame and no frame is called `nowhere`
        2:20: expected `else` and a label
        2:15: `r` with this offset doesn't exist
        2:47: 4 moves in one row: at most 3
        2:9: expected a
        2:18: `ap-` with this offset doesn't exist
        2:13: no environment field has this name
        2:15: expected a number
        2:10: no label in this frame and no frame is called `r1`
        2:17: expected the end of the line
        2:7: `main` is already defined
        3:1: frame 1 starts at 0, not behind the frame before it and inside the program
        2:12: `u300` is no kind: expected bool, word, felt or u1 to u256
        3:1: frame 1 has 2 cells instead of 3 to 2047
        2:7: expected the end of the line
        2:5: expected a name"#]]
    .assert_eq(&text);
}
