//! What the program check refuses, one rule after another, and what it accepts close by.

use expect_test::{Expect, expect};
use vm_zkfriendly::{asm::assemble, check::check};

/// The line that the check answers for a program.
fn verdict(source: &str) -> String {
    match check(assemble(source).unwrap_or_else(|error| panic!("{error}\n{source}"))) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// A body of an entry frame of 8 cells.
fn body(lines: &str) -> String {
    verdict(&format!("entry main size 8:\n{lines}"))
}

fn check_bodies(bodies: &[&str], verdicts: &Expect) {
    let all: Vec<String> = bodies.iter().map(|lines| body(lines)).collect();
    verdicts.assert_eq(&all.join("\n"));
}

fn check_programs(programs: &[&str], verdicts: &Expect) {
    let all: Vec<String> = programs.iter().map(|source| verdict(source)).collect();
    verdicts.assert_eq(&all.join("\n"));
}

#[test]
fn a_path_ends_inside_its_frame() {
    check_bodies(
        &[
            "const r0, 1",
            "const r0, 1\njz r0, end\nreturn r0, 1\nend: \nconst r1, 1",
            "jump @1",
            "const r0, 1\njump @3\nreturn r0, 1\nblock b() size 1:\nrevert r0, 0",
            "jump @9\nreturn r0, 0",
            "return r0, 0\nadd.8 r9, r8, r7",
        ],
        &expect![[r#"
            pc 0: control runs past the frame's last instruction to pc 1
            pc 3: control runs past the frame's last instruction to pc 4
            pc 0: target 1 lies outside the frame's instructions 0 to 1, the end excluded
            pc 1: target 3 lies outside the frame's instructions 0 to 3, the end excluded
            pc 0: target 9 lies outside the frame's instructions 0 to 2, the end excluded
            accepted"#]],
    );
}

#[test]
fn what_bits_are_known_to_be_zero_follows_from_the_operands() {
    check_bodies(
        &[
            "const r0, 255\nconst r1, 7\nand r2, r0, r1\nadd.8 r3, r2, r1\nreturn r3, 1",
            "input r0, 1\nand r1, r0, 255\nor r2, r1, 7\nxor r3, r2, r1\nshr r4, r3, r0\nadd.8 r5, r4, 1\nreturn r5, 1",
            "input r0, 1\nor r1, r0, 255\nadd.8 r2, r1, 1\nreturn r2, 1",
            "input r0, 1\nxor r1, r0, 256\nadd.8 r2, r1, 1\nreturn r2, 1",
            "const r0, 1\nshl r1, r0, 1\nadd.8 r2, r1, 1\nreturn r2, 1",
            "const r0, 1\nmapkey r1, r0, 5\nand r2, r1, 1\nreturn r2, 1",
            "const r0, 1\nmapkey r1, r0, 5\nshr r2, r0, r1\nreturn r2, 1",
        ],
        &expect![[r#"
            accepted
            accepted
            pc 2: r1 is word, the instruction reads u8
            pc 2: r1 is word, the instruction reads u8
            pc 2: r1 is word, the instruction reads u8
            pc 2: r1 is felt, the instruction reads word
            pc 2: r1 is felt, the instruction reads word"#]],
    );
}

#[test]
fn passed_values_are_the_first_parameters() {
    let block = "block b(u8, word, bool, u8, u8) size 9:\nreturn r1, 1";
    check_programs(
        &[
            &format!("entry main size 8:\nconst r0, 1\narg a4 <- r0\npass b, 9, r0, r0, r0, r0\n{block}"),
            &format!("entry main size 8:\nconst r0, 1\narg a3 <- r0, a4 <- r0\npass b, 9, r0, r0, r0, r0\n{block}"),
            &format!("entry main size 8:\nconst r0, 1\npass b, 9, r0, r0, r0, r0\n{block}"),
            &format!("entry main size 8:\nconst r0, 2\narg a4 <- r0\npass b, 9, r0, r0, r0, r0\n{block}"),
            &format!("entry main size 8:\nconst r0, 1\narg a4 <- r0\npass b, 9, r0, r0, r0, r1\n{block}"),
            &format!("entry main size 8:\nconst r0, 1\narg a4 <- r0\npass b, 8, r0, r0, r0, r0\n{block}"),
            "entry main size 8:\nconst r0, 1\npass f, 5, r0\nfunction f(u8) -> () size 5:\nret 0",
        ],
        &expect![[r#"
            accepted
            pc 2: a3 is already defined
            pc 1: [ap + 4] is not defined by an `arg` before this transfer
            pc 2: [ap + 2] is u2, the target expects bool
            pc 2: r1 is not defined on every path to here
            pc 2: the target's frame has 9 cells, not 8
            pc 1: no block of this function starts at pc 2"#]],
    );
}

#[test]
fn control_only_goes_forward() {
    check_bodies(
        &[
            "again:\nconst r0, 1\njnz r0, again\nreturn r0, 0",
            "here: \njump here",
            "const r0, 1\nback:\nadd.8 r1, r0, 1 else back\nreturn r0, 0",
            "const r0, 1\nwdiv r1, r0, r0 else @0\nreturn r0, 0",
            "const r0, 1\nback:\nenter back, 8",
        ],
        &expect![[r#"
            pc 1: target 0 isn't ahead: only `enter` goes backwards
            pc 0: target 0 isn't ahead: only `enter` goes backwards
            pc 1: target 1 isn't ahead: only `enter` goes backwards
            pc 1: target 0 isn't ahead: only `enter` goes backwards
            pc 1: no block of this function starts at pc 1"#]],
    );
}

#[test]
fn a_use_follows_a_definition_on_every_path() {
    check_bodies(
        &[
            "return r0, 1",
            "mov r1 <- r0\nreturn r1, 1",
            "const r0, 1\nmov r1 <- r0, r2 <- r1\nreturn r1, 1",
            "const r0, 1\njz r0, skip\nconst r1, 2\nskip:\nreturn r1, 1",
            "const r0, 1\njz r0, other\nconst r1, 2\njump meet\nother:\nconst r1, 3\nmeet:\nreturn r1, 1",
            "const r0, 1\nconst r1, 1\nreturn r0, 3",
            "const r0, 1\nadd.8 r1, r0, 1 else trap\nreturn r1, 1\ntrap:\nreturn r1, 1",
            "const r0, 1\njz r0, on\non: \nadd.8 r1, r0, r1\nreturn r1, 1",
        ],
        &expect![[r#"
            pc 0: r0 is not defined on every path to here
            pc 0: r0 is not defined on every path to here
            pc 1: r1 is not defined on every path to here
            pc 3: r1 is not defined on every path to here
            accepted
            pc 2: r2 is not defined on every path to here
            accepted
            pc 2: r1 is not defined on every path to here"#]],
    );
}

#[test]
fn no_cell_is_defined_twice_on_a_path() {
    check_bodies(
        &[
            "const r0, 1\nconst r0, 1\nreturn r0, 0",
            "const r0, 1\nadd.8 r0, r0, 1\nreturn r0, 0",
            "const r0, 1\nmov r1 <- r0, r1 <- r0\nreturn r0, 0",
            "const r0, 1\njz r0, skip\nconst r1, 2\nskip:\nconst r1, 3\nreturn r1, 1",
            "const r0, 1\nadd.8 r1, r0, 1 else trap\nreturn r1, 1\ntrap:\nconst r1, 1\nreturn r1, 1",
        ],
        &expect![[r#"
            pc 1: r0 is already defined on a path to here
            pc 1: r0 is already defined on a path to here
            pc 1: r1 is already defined on a path to here
            pc 3: r1 is already defined on a path to here
            pc 3: r1 is already defined on a path to here"#]],
    );
}

#[test]
fn registers_stay_inside_the_frame_and_off_the_link() {
    check_programs(
        &[
            "entry main size 8:\nconst r8, 1\nreturn r0, 0",
            "entry main size 8:\nconst r7, 1\nreturn r7, 2",
            "entry main size 8:\nreturn r2046, 65535",
            "entry main size 8:\nreturn r2046, 0",
            "entry main size 8:\nreturn r0, 0\nfunction f() size 3:\nconst r0, 1\nret 0",
            "entry main size 8:\nreturn r0, 0\nfunction f() size 3:\nconst r1, 1\nret 0",
            "entry main size 8:\nreturn r0, 0\nfunction f() size 3:\nmov r2 <- r0\nret 0",
            "entry main size 8:\nreturn r0, 0\nfunction f() size 3:\nouter r2 <- l1\nret 0",
            "entry main size 8:\nreturn r0, 0\nfunction f() size 3:\nconst r2, 1\nret 0\nblock b() size 1:\nconst r0, 1\nret 0",
        ],
        &expect![[r#"
            pc 0: r8 lies outside a frame of 8 cells
            pc 1: r8 lies outside a frame of 8 cells
            pc 0: r2046 lies outside a frame of 8 cells
            accepted
            pc 1: r0 is a link cell, which only `call` defines
            pc 1: r1 is a link cell, which only `call` defines
            pc 1: r0 is not defined on every path to here
            pc 1: l1 is neither declared by this block nor defined in the function's own frame
            accepted"#]],
    );
}

#[test]
fn arguments_are_exactly_the_targets_parameters() {
    let callee = "function f(u8, word) -> (word) size 5:\narg a0 <- r3\nret 1\nblock b(u8) size 2:\nrevert r0, 0";
    let with = |lines: &str| verdict(&format!("entry main size 8:\nconst r0, 1\n{lines}\nreturn r0, 0\n{callee}"));
    let all = [
        "arg a2 <- r0, a3 <- r0\ncall f, 5",
        "arg a2 <- r0\nconst r1, 1\narg a3 <- r1\ncall f, 5",
        "arg a2 <- r0, a3 <- r0\ncall f, 6",
        "arg a2 <- r0\ncall f, 5",
        "arg a0 <- r0, a2 <- r0, a3 <- r0\ncall f, 5",
        "arg a2 <- r0, a3 <- r0, a4 <- r0\ncall f, 5",
        "arg a2 <- r0, a2 <- r0, a3 <- r0\ncall f, 5",
        "arg a2 <- r0\narg a2 <- r0, a3 <- r0\ncall f, 5",
        "const r1, 256\narg a2 <- r1, a3 <- r0\ncall f, 5",
        "arg a2 <- r0, a3 <- r1\ncall f, 5",
        "call b, 2",
        "call @0, 8",
        "call @3, 5",
        "enter f, 5",
        "arg a0 <- r0\nenter b, 2",
    ]
    .map(with);
    expect![[r#"
        accepted
        accepted
        pc 2: the target's frame has 5 cells, not 6
        pc 2: [ap + 3] is not defined by an `arg` before this transfer
        pc 2: [ap + 0] is defined by an `arg`, but no parameter or result
        pc 2: [ap + 4] is defined by an `arg`, but no parameter or result
        pc 1: a2 is already defined
        pc 2: a2 is already defined
        pc 3: [ap + 2] is u9, the target expects u8
        pc 1: r1 is not defined on every path to here
        pc 1: no function starts at pc 5
        pc 1: no function starts at pc 0
        pc 1: [ap + 2] is not defined by an `arg` before this transfer
        pc 1: no block of this function starts at pc 3
        pc 2: no block of this function starts at pc 6"#]]
    .assert_eq(&all.join("\n"));
}

#[test]
fn nothing_parts_or_meets_between_arguments_and_their_transfer() {
    let callee = "function f(u8) size 5:\nret 0";
    let with = |lines: &str| verdict(&format!("entry main size 8:\nconst r0, 1\n{lines}\nreturn r0, 0\n{callee}"));
    let all = [
        "arg a2 <- r0\njz r0, skip\ncall f, 5\nskip:",
        "jz r0, skip\narg a2 <- r0\nskip:\ncall f, 5",
        "arg a2 <- r0\nadd.8 r1, r0, 1 else skip\ncall f, 5\nskip:",
        "arg a2 <- r0\nwmod r1, r0, r0 else skip\ncall f, 5\nskip:",
        "arg a2 <- r0\nreturn r0, 0",
        "arg a2 <- r0\nrevert r0, 0",
        "arg a2 <- r0\njump on\non:\ncall f, 5",
        "arg a2 <- r0\nadd.8 r1, r0, 1\ncall f, 5",
    ]
    .map(with);
    expect![[r#"
        pc 2: paths part, meet or end between an `arg` and its `call`, `enter` or `ret`
        pc 3: paths part, meet or end between an `arg` and its `call`, `enter` or `ret`
        pc 2: paths part, meet or end between an `arg` and its `call`, `enter` or `ret`
        pc 2: paths part, meet or end between an `arg` and its `call`, `enter` or `ret`
        pc 2: paths part, meet or end between an `arg` and its `call`, `enter` or `ret`
        pc 2: paths part, meet or end between an `arg` and its `call`, `enter` or `ret`
        pc 2: paths part, meet or end between an `arg` and its `call`, `enter` or `ret`
        accepted"#]]
    .assert_eq(&all.join("\n"));
}

#[test]
fn results_follow_the_call() {
    let callee = "function f() -> (word, u8) size 5:\nconst r2, 1\narg a0 <- r2, a1 <- r2\nret 2";
    let with = |lines: &str| verdict(&format!("entry main size 8:\nconst r0, 1\n{lines}\nreturn r0, 0\n{callee}"));
    let all = [
        "call f, 5\nresult r1 <- ap-2, r2 <- ap-1\nadd.8 r3, r2, 1",
        "call f, 5\nresult r1 <- ap-2\nresult r2 <- ap-1",
        "call f, 5\nresult r1 <- ap-2\nadd.8 r3, r1, 1",
        "call f, 5\nresult r1 <- ap-3",
        "result r1 <- ap-1",
        "call f, 5\nconst r1, 1\nresult r2 <- ap-1",
        "jz r0, on\ncall f, 5\non:\nresult r2 <- ap-1",
        "call f, 5\nresult r0 <- ap-1",
    ]
    .map(with);
    expect![[r#"
        accepted
        accepted
        pc 3: r1 is word, the instruction reads u8
        pc 2: ap-3 lies outside the 2 results of the call
        pc 1: `result` doesn't directly follow a `call`
        pc 3: `result` doesn't directly follow a `call`
        pc 3: `result` doesn't directly follow a `call`
        pc 2: r0 is already defined on a path to here"#]]
    .assert_eq(&all.join("\n"));
}

#[test]
fn ret_leaves_exactly_the_results() {
    check_programs(
        &[
            "entry main size 8:\nret 0",
            "entry main size 8:\nreturn r0, 0\nblock b() size 1:\nret 0",
            "entry main size 8:\nreturn r0, 0\nfunction f() -> (u8) size 3:\nret 0",
            "entry main size 8:\nreturn r0, 0\nfunction f() -> (u8) size 3:\nret 1",
            "entry main size 8:\nreturn r0, 0\nfunction f() -> (u8) size 3:\nconst r2, 256\narg a0 <- r2\nret 1",
            "entry main size 8:\nreturn r0, 0\nfunction f() -> (u8) size 3:\nconst r2, 255\narg a0 <- r2\nret 1",
            "entry main size 8:\nreturn r0, 0\nfunction f() -> (u8) size 3:\nconst r2, 255\narg a1 <- r2\nret 1",
        ],
        &expect![[r#"
            pc 0: `ret` in the entry's frames, which nothing called
            pc 1: `ret` in the entry's frames, which nothing called
            pc 1: the function has 1 results, not 0
            pc 1: [ap + 0] is not defined by an `arg` before this transfer
            pc 3: [ap + 0] is u9, the target expects u8
            accepted
            pc 3: [ap + 0] is not defined by an `arg` before this transfer"#]],
    );
}

#[test]
fn blocks_say_what_they_read_of_the_functions_frame() {
    let with = |lines: &str| verdict(&format!("entry main size 8:\n{lines}"));
    let all = [
        "const r0, 9\nenter b, 4\nblock b() outer(r0: u8) size 4:\nouter r1 <- l0\nreturn r1, 1",
        "enter b, 4\nblock b() outer(r0: u8) size 4:\nouter r1 <- l0\nreturn r1, 1",
        "const r0, 999\nenter b, 4\nblock b() outer(r0: u8) size 4:\nouter r1 <- l0\nreturn r1, 1",
        "const r0, 9\nenter b, 4\nblock b() size 4:\nouter r1 <- l0\nreturn r1, 1",
        "const r0, 9\nenter b, 4\nblock b() size 4:\nenter c, 4\nblock c() outer(r0: u8) size 4:\nouter r1 <- l0\nreturn r1, 1",
        "const r0, 9\nenter b, 4\nblock b() outer(r0: word) size 4:\nenter c, 4\nblock c() outer(r0: u8) size 4:\nrevert r0, 0",
        "const r0, 9\nenter b, 4\nblock b() outer(r0: u8) size 4:\nenter c, 4\nblock c() outer(r0: word) size 4:\nenter b, 4",
        "const r0, 9\nenter b, 4\nblock b() outer(r0: u8) size 4:\nenter b, 5",
        "const r0, 9\nouter r1 <- l0\nreturn r1, 1",
        "outer r1 <- l0\nreturn r1, 1",
        "const r0, 9\nenter b, 4\nfunction f() size 2:\nret 0\nblock b() outer(r0: u8) size 4:\nrevert r0, 0",
        "revert r0, 0\nblock b() size 4:\nrevert r0, 0\nfunction f() size 2:\nenter b, 4",
    ]
    .map(with);
    expect![[r#"
        accepted
        pc 0: the block relies on outer register r0 as u8; here it is not known to be defined
        pc 1: the block relies on outer register r0 as u8; here it is u10
        pc 2: l0 is neither declared by this block nor defined in the function's own frame
        pc 2: the block relies on outer register r0 as u8; here it is not known to be defined
        pc 2: the block relies on outer register r0 as u8; here it is word
        pc 3: the block relies on outer register r0 as u8; here it is word
        pc 2: the target's frame has 4 cells, not 5
        accepted
        pc 0: l0 is neither declared by this block nor defined in the function's own frame
        pc 1: no block of this function starts at pc 3
        pc 2: no block of this function starts at pc 1"#]]
    .assert_eq(&all.join("\n"));
}

#[test]
fn operands_have_the_kind_the_instruction_reads() {
    check_bodies(
        &[
            "const r0, 256\nadd.8 r1, r0, 1\nreturn r1, 1",
            "const r0, 255\nadd.8 r1, r0, 1\nreturn r1, 1",
            "const r0, 255\nadd.8 r1, r0, 256\nreturn r1, 1",
            "const r0, 255\nconst r1, 256\nlt.8 r2, r0, r1\nreturn r2, 1",
            "const r0, 2\njnz r0, on\non:\nreturn r0, 1",
            "const r0, 2\njz r0, on\non:\nreturn r0, 1",
            "input r0, 1\nmul.64 r1, r0, r0\nreturn r1, 1",
            "input r0, 1\ntrunc.64 r1, r0\nmul.64 r2, r1, r1\nreturn r2, 1",
            "input r0, 0\nadd.32 r1, r0, 1\nreturn r1, 1",
            "env r0, caller\nadd.128 r1, r0, 1\nreturn r1, 1",
            "input r0, 1\ntrunc.248 r1, r0\nlt.128 r2, r1, r1\nreturn r2, 1",
            // on paths that meet, a register is as wide as the widest definition
            "const r0, 1\njz r0, other\nconst r1, 2\njump meet\nother:\nconst r1, 256\nmeet:\nadd.8 r2, r1, 1\nreturn r2, 1",
        ],
        &expect![[r#"
            pc 1: r0 is u9, the instruction reads u8
            accepted
            pc 1: the immediate 0x100 doesn't fit in 8 bits
            pc 2: r1 is u9, the instruction reads u8
            pc 1: r0 is u2, the instruction reads bool
            pc 1: r0 is u2, the instruction reads bool
            pc 1: r0 is word, the instruction reads u64
            accepted
            accepted
            pc 1: r0 is u160, the instruction reads u128
            pc 2: r1 is u248, the instruction reads u128
            pc 5: r1 is u9, the instruction reads u8"#]],
    );
}

#[test]
fn a_field_element_is_no_integer() {
    let with = |lines: &str| {
        verdict(&format!("entry main size 8:\nreturn r0, 0\nfunction f(felt, word) -> (felt) size 9:\n{lines}"))
    };
    let all = [
        "arg a0 <- r2\nret 1",
        "mov r4 <- r2\narg a0 <- r4\nret 1",
        "eq r4, r2, r3\narg a0 <- r4\nret 1",
        "eq r4, r2, 5\narg a0 <- r4\nret 1",
        "wadd r4, r2, r3\nrevert r0, 0",
        "lt.128 r4, r2, 1\nrevert r0, 0",
        "return r2, 1",
        "revert r2, 1",
        "trunc.8 r4, r2\nrevert r0, 0",
        "arg a0 <- r3\nret 1",
        "trunc.128 r4, r3\narg a0 <- r4\nret 1",
        "eq r4, r3, 1\njz r4, other\nmov r5 <- r2\nrevert r0, 0\nother:\nmov r5 <- r3\nrevert r0, 0",
    ]
    .map(with);
    expect![[r#"
        accepted
        accepted
        accepted
        accepted
        pc 1: r2 is felt, the instruction reads word
        pc 1: r2 is felt, the instruction reads u128
        pc 1: r2 is felt, the instruction reads word
        pc 1: r2 is felt, the instruction reads word
        pc 1: r2 is felt, the instruction reads word
        pc 2: [ap + 0] is word, the target expects felt
        accepted
        pc 5: r5 is defined as felt and as word, which no kind holds both"#]]
    .assert_eq(&all.join("\n"));
}

/// 65,536 jumps to as many places, out of a frame of 2,047 cells: a minute for a quadratic check.
#[test]
fn the_check_is_quick_on_large_programs() {
    use std::fmt::Write as _;
    let mut source = "entry main size 2047:\nconst r0, 1\n".to_owned();
    for pc in 1..32_767 {
        writeln!(source, "jnz r0, @{}", pc + 32_767).unwrap();
    }
    for _ in 0..32_769 {
        source.push_str("return r0, 1\n");
    }
    let program = assemble(&source).unwrap();
    assert_eq!(program.len(), 1 << 16);
    assert!(check(program).is_ok());
}
