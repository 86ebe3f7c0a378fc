//! Random operands: what the machine says is accepted, anything else refused.

use proptest::prelude::*;

use super::*;
use crate::circuit::check;
use crate::word::word;

/// A word: one of the edges, near a power of two, or any.
fn words() -> impl Strategy<Value = U256> {
    let near = (0..256usize, -2i8..=2).prop_map(|(bits, distance)| {
        let power = U256::from(1) << bits;
        let size = U256::from(distance.unsigned_abs());
        if distance < 0 { power.wrapping_sub(size) } else { power.wrapping_add(size) }
    });
    prop_oneof![proptest::sample::select(edges()), near, any::<[u64; 4]>().prop_map(U256::from_limbs)]
}

/// Checks that the machine's result is accepted, and a word that differs from it is not, nor limbs that differ in the field.
fn check_result(mnemonic: &str, operands: &[U256], difference: U256) -> Result<(), TestCaseError> {
    let honest = [step(mnemonic, operands)];
    let circuit = circuit_of(&honest);
    prop_assert_eq!(check(&circuit, &witness_of(&circuit, &honest, &honest)), vec![]);
    let z = honest[0].pushed[0];
    let other = crate::word::integer(z) ^ difference;
    for lie in [word(other), [z[0] + word(difference)[0], z[1] + word(difference)[1]]] {
        if lie == z {
            continue;
        }
        let mut lied = honest.clone();
        lied[0].pushed[0] = lie;
        prop_assert_ne!(check(&circuit, &witness_of(&circuit, &lied, &lied)), vec![], "{:?}", lie);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn sums_and_products_modulo_a_word(a in words(), b in words(), n in words(), difference in words()) {
        for name in TERNARY {
            check_result(name, &[a, b, n], difference)?;
        }
        // the machine's own results, once more
        prop_assert_eq!(step("ADDMOD", &[a, b, n]).pushed[0], word(a.add_mod(b, n)));
        prop_assert_eq!(step("MULMOD", &[a, b, n]).pushed[0], word(a.mul_mod(b, n)));
    }

    #[test]
    fn powers_to_a_short_exponent(base in words(), exponent in 0..=0x1ff_u64, difference in words()) {
        check_result("EXP", &[base, U256::from(exponent)], difference)?;
    }

    /// The price, too: one byte more or less.
    #[test]
    fn prices_of_powers(base in words(), exponent in 0..=0x1_ffff_u64) {
        let honest = step("EXP", &[base, U256::from(exponent)]);
        let circuit = circuit_of(std::slice::from_ref(&honest));
        for gas in [Felt::from(50), -Felt::from(50)] {
            let mut lied = honest.clone();
            lied.next[3] += gas;
            let witness = witness_of(&circuit, std::slice::from_ref(&honest), std::slice::from_ref(&lied));
            prop_assert_ne!(check(&circuit, &witness), vec![]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// Hundreds of products each.
    #[test]
    fn powers_to_any_exponent(base in words(), exponent in words(), difference in words()) {
        check_result("EXP", &[base, exponent], difference)?;
    }
}
