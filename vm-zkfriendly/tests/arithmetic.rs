//! Arithmetic through the whole machine, against plain integers: registers and immediates, wrapping and checked.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use proptest::prelude::*;
use ruint::aliases::{U256, U512};
use vm_zkfriendly::{
    asm::assemble, check::check, environment::Environment, message::Message, storage::Storage, trace::Status, vm,
};

/// A 256-bit integer: uniform, small, or near a power of two.
fn word() -> impl Strategy<Value = U256> {
    let near = (0_usize..256, 0_u64..2).prop_map(|(bits, less)| (U256::from(1) << bits) - U256::from(less));
    prop_oneof![any::<[u64; 4]>().prop_map(U256::from_limbs), (0_u64..4).prop_map(U256::from), near]
}

/// Runs `lines` with r0 = a and r1 = b: the word of r9, and whether the trap was taken.
fn answer(lines: &str, a: U256, b: U256) -> (U256, bool) {
    let source = format!(
        "entry main size 10:\ninput r0, 1\ninput r1, 2\n{lines}\nreturn r9, 1\ntrap:\nrevert r9, 1, 0x4e487b71\n"
    );
    let program = check(assemble(&source).unwrap()).unwrap();
    let mut calldata = vec![0; 4];
    calldata.extend([a, b].iter().flat_map(U256::to_be_bytes::<32>));
    let (calldata, environment) = (Message::call(&calldata), Environment::default());
    let trace = vm::run(&program, &calldata, &environment, &Storage::new(), vm::Limits::default()).unwrap();
    (trace.outcome().output.words[0], trace.outcome().status == Status::Revert)
}

/// The four forms of an instruction; the trap is taken iff the exact result isn't the one that fits.
fn check_forms(
    mnemonic: &str,
    [prelude, first, second]: [&str; 3],
    a: U256,
    b: U256,
    (value, overflow): (U256, bool),
) -> Result<(), TestCaseError> {
    // the trap's label is reachable in every form, r9 always defined there
    let reach = "const r8, 1\njz r8, trap";
    for operand in [second.to_owned(), format!("{b:#x}")] {
        let plain = format!("{prelude}\n{mnemonic} r9, {first}, {operand}\n{reach}");
        prop_assert_eq!(answer(&plain, a, b), (value, false), "{}", plain);
        let checked = format!("{prelude}\n{mnemonic} r9, {first}, {operand} else trap");
        prop_assert_eq!(answer(&checked, a, b), (value, overflow), "{}", checked);
    }
    Ok(())
}

fn modulus(bits: u16) -> U512 {
    U512::from(1) << usize::from(bits)
}

/// An exact integer, perhaps shifted up by the modulus, as the instruction shows it.
fn wrap(exact: U512, bits: u16) -> U256 {
    (exact % modulus(bits)).to()
}

proptest! {
    #[test]
    fn narrow_arithmetic_is_exact(eighths in 1_u16..=16, a in word(), b in word()) {
        let bits = 8 * eighths;
        let [a, b] = [a, b].map(|value| wrap(U512::from(value), bits));
        let [wide_a, wide_b] = [a, b].map(U512::from);
        let registers = [&format!("trunc.{bits} r2, r0\ntrunc.{bits} r3, r1"), "r2", "r3"];
        let sum = wide_a + wide_b;
        check_forms(&format!("add.{bits}"), registers, a, b, (wrap(sum, bits), sum >= modulus(bits)))?;
        let difference = wide_a + modulus(bits) - wide_b;
        check_forms(&format!("sub.{bits}"), registers, a, b, (wrap(difference, bits), a < b))?;
        if bits <= 64 {
            let product = wide_a * wide_b;
            check_forms(&format!("mul.{bits}"), registers, a, b, (wrap(product, bits), product >= modulus(bits)))?;
        }
    }

    #[test]
    fn wide_arithmetic_is_exact(a in word(), b in word()) {
        let registers = ["", "r0", "r1"];
        let [wide_a, wide_b] = [a, b].map(U512::from);
        let sum = wide_a + wide_b;
        check_forms("wadd", registers, a, b, (wrap(sum, 256), sum >= modulus(256)))?;
        check_forms("wsub", registers, a, b, (wrap(wide_a + modulus(256) - wide_b, 256), a < b))?;
        let product = wide_a.wrapping_mul(wide_b);
        let expected = (wrap(product, 256), product >= modulus(256));
        prop_assert_eq!(answer("wmul r9, r0, r1 else trap", a, b), expected);
        prop_assert_eq!(answer("const r8, 1\nwmul r9, r0, r1\njz r8, trap", a, b), (expected.0, false));
    }

    #[test]
    fn division_is_exact_and_traps_on_zero(a in word(), b in word()) {
        let (quotient, remainder) = if b.is_zero() { (b, b) } else { (a / b, a % b) };
        prop_assert_eq!(answer("wdiv r9, r0, r1 else trap", a, b), (quotient, b.is_zero()));
        prop_assert_eq!(answer("wmod r9, r0, r1 else trap", a, b), (remainder, b.is_zero()));
    }

    #[test]
    fn comparisons_compare(a in word(), b in word(), same: bool) {
        let b = if same { a } else { b };
        let bit = |condition: bool| (U256::from(u8::from(condition)), false);
        let with = |line: &str| answer(&format!("const r8, 1\n{line}\njz r8, trap"), a, b);
        prop_assert_eq!(with("wlt r9, r0, r1"), bit(a < b));
        prop_assert_eq!(with(&format!("wlt r9, r0, {b:#x}")), bit(a < b));
        prop_assert_eq!(with("eq r9, r0, r1"), bit(a == b));
        prop_assert_eq!(with(&format!("eq r9, r0, {b:#x}")), bit(a == b));
        let low = |value: U256| value & U256::from(u64::MAX);
        prop_assert_eq!(with("trunc.64 r2, r0\ntrunc.64 r3, r1\nlt.64 r9, r2, r3"), bit(low(a) < low(b)));
        let immediate = format!("trunc.64 r2, r0\nlt.64 r9, r2, {:#x}", low(b));
        prop_assert_eq!(with(&immediate), bit(low(a) < low(b)));
    }

    #[test]
    fn bits_and_shifts_are_those_of_the_words(a in word(), b in word(), amount in 0_u64..300) {
        let with = |line: &str, b: U256| answer(&format!("const r8, 1\n{line}\njz r8, trap"), a, b);
        let amount = U256::from(amount);
        let near = amount.to::<usize>();
        for (mnemonic, b, expected) in [
            ("and", b, a & b),
            ("or", b, a | b),
            ("xor", b, a ^ b),
            ("shl", amount, if near < 256 { a << near } else { U256::ZERO }),
            ("shr", amount, if near < 256 { a >> near } else { U256::ZERO }),
            ("sar", amount, a.arithmetic_shr(near.min(255))),
        ] {
            prop_assert_eq!(with(&format!("{mnemonic} r9, r0, r1"), b), (expected, false), "{}", mnemonic);
            prop_assert_eq!(with(&format!("{mnemonic} r9, r0, {b:#x}"), b), (expected, false), "{}", mnemonic);
        }
    }

    #[test]
    fn signed_arithmetic_is_that_of_integers(a in word(), b in word()) {
        let sign = |word: U256| word.bit(255);
        let (sum, difference) = (a.wrapping_add(b), a.wrapping_sub(b));
        let over = |a: U256, b: U256, sum: U256| sign(a) == sign(b) && sign(sum) != sign(a);
        let quotient = if b.is_zero() { b } else {
            let size = |word: U256| if sign(word) { word.wrapping_neg() } else { word };
            let quotient = size(a) / size(b);
            if sign(a) == sign(b) { quotient } else { quotient.wrapping_neg() }
        };
        let remainder = if b.is_zero() { b } else { a.wrapping_sub(quotient.wrapping_mul(b)) };
        for (mnemonic, expected) in [
            ("sadd", (sum, over(a, b, sum))),
            ("ssub", (difference, over(difference, b, a))),
            ("sdiv", (quotient, b.is_zero())),
            ("smod", (remainder, b.is_zero())),
        ] {
            prop_assert_eq!(answer(&format!("{mnemonic} r9, r0, r1 else trap"), a, b), expected, "{}", mnemonic);
            prop_assert_eq!(answer(&format!("{mnemonic} r9, r0, {b:#x} else trap"), a, b), expected, "{}", mnemonic);
        }
        let less = U256::from(u8::from(if sign(a) == sign(b) { a < b } else { sign(a) }));
        prop_assert_eq!(answer("const r8, 1\nslt r9, r0, r1\njz r8, trap", a, b), (less, false));
    }

    #[test]
    fn modular_arithmetic_is_exact(a in word(), b in word(), small: bool) {
        // the modulus is b, or the lowest bits of it
        let modulus = if small { b & U256::from(7) } else { b };
        let prelude = if small { "and r2, r1, 7" } else { "mov r2 <- r1" };
        let exact = |value: U512| if modulus.is_zero() { modulus } else { (value % U512::from(modulus)).to() };
        let [wide_a, wide_b] = [a, b].map(U512::from);
        for (mnemonic, value) in [("addmod", wide_a + wide_b), ("mulmod", wide_a * wide_b)] {
            let lines = format!("{prelude}\n{mnemonic} r9, r0, r1, r2 else trap");
            prop_assert_eq!(answer(&lines, a, b), (exact(value), modulus.is_zero()), "{}", mnemonic);
        }
    }

    #[test]
    fn jumps_go_where_the_bit_says(bit: bool, on_one: bool) {
        let mnemonic = if on_one { "jnz" } else { "jz" };
        let lines = format!("trunc.8 r2, r0\neq r3, r2, 1\nconst r9, 5\n{mnemonic} r3, trap");
        prop_assert_eq!(answer(&lines, U256::from(u8::from(bit)), U256::ZERO), (U256::from(5), bit == on_one));
    }
}
