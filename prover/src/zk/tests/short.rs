//! Products that fit: completeness against integers, either lane's rows, and lies that one range check or equation refuses.

use ff::{Field, PrimeField};
use proptest::prelude::*;
use ruint::aliases::{U256, U512};
use vm_zkfriendly::isa::Opcode;

use super::super::lanes::{lanes, place};
use super::lies::witness_of;
use super::*;
use crate::backend::mock_check;
use crate::circuit::{Circuit, Violation, Witness, check};
use crate::family::ShapeId;
use crate::range::power_of_two;
use crate::testing::{Verdicts, assert_accepted};
use crate::word::{Word, integer, word};

/// The lane that says a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Short,
    Any,
}

/// `r0·r1`, unused, or the trap.
struct Multiplication {
    run: Run,
    circuit: Arc<Circuit>,
    index: usize,
}

impl Multiplication {
    fn new(a: U256, b: U256) -> Self {
        let source = format!(
            "entry main size 6:
    const r0, {a:#x}
    const r1, {b:#x}
    const r2, 1
    const r3, 2
    wmul r4, r0, r1 else overflow
    return r2, 1
overflow:
    return r3, 1
"
        );
        let run = Run::new(&source, &[]);
        let index = run.steps().iter().position(|step| step.instruction.opcode() == Opcode::Wmul);
        let circuit = run.prepare().statement().circuit(&shape()).expect("a member of the family");
        Self { circuit, index: index.unwrap(), run }
    }

    fn step(&self) -> ZkStep {
        self.run.steps().swap_remove(self.index)
    }

    fn result(&self) -> Word {
        self.step().definitions[0].word
    }

    /// The witness in which a lane says the product's step, whatever it has room for, and everything that follows is another run's.
    fn witness(&self, said: Said, step: &ZkStep, after: &Self) -> Witness {
        let mut steps = self.run.steps();
        steps.truncate(self.index);
        steps.extend(after.run.steps().split_off(self.index + 1));
        let mut witness = witness_of(&self.circuit, &self.run, &after.run, &steps);
        let (lanes, mut ranges, mut products) = (lanes(), vec![], vec![]);
        match said {
            Said::Short => lanes.short.fill(&mut witness, place::SHORT, step, &mut ranges),
            Said::Any => {
                let chip = lanes.product.chip(Opcode::Wmul).expect("the lane has products");
                lanes.product.fill(&mut witness, place::PRODUCT, chip, step, &mut ranges, &mut products);
            }
        }
        for product in &products {
            lanes.multiply.fill(&mut witness, place::MULTIPLY, product, &mut ranges);
        }
        lanes.ranges.fill(&mut witness, place::RANGES, &ranges);
        witness.complete(&self.circuit);
        witness
    }

    /// The honest witness of that lane.
    fn honest(&self, said: Said) -> Witness {
        self.witness(said, &self.step(), self)
    }

    /// What is wrong with a row of the short lane that goes on with another result, its carry solved for.
    fn refused(&self, result: Word) -> Vec<Violation> {
        check(&self.circuit, &self.lied(result, &[]))
    }

    /// The witness with that row, some cells written over.
    fn lied(&self, result: Word, cells: &[(&str, Felt)]) -> Witness {
        // goes on, as the short lane always does
        let goes_on = Self::new(U256::ZERO, U256::ZERO);
        let mut step = self.step();
        step.definitions[0].word = result;
        step.next = goes_on.step().next;
        let mut witness = self.witness(Said::Short, &step, &goes_on);
        for (name, value) in cells {
            witness.lanes[place::SHORT].set(0, column(name), *value);
        }
        witness.complete(&self.circuit);
        witness
    }
}

/// The shape of a circuit that has both lanes, and room for any constants.
fn shape() -> ShapeId {
    static SHAPE: std::sync::LazyLock<ShapeId> = std::sync::LazyLock::new(|| {
        let source = "entry main size 8:
    const r0, 0x1234567890abcdef1234567890abcdef2234567890abcdef2234567890abcdef
    const r1, 0x3234567890abcdef3234567890abcdef4234567890abcdef4234567890abcdef
    const r2, 1
    const r3, 2
    wmul r4, r0, r2
    wmul r5, r0, r1 else overflow
    return r2, 1
overflow:
    return r3, 1
";
        Run::new(source, &[]).prepare().shape().clone()
    });
    SHAPE.clone()
}

/// The column of the short lane that has a name.
fn column(name: &str) -> usize {
    let lane = &lanes().short.lane;
    let chip = lane.chips().map(|(chip, ..)| chip).next();
    (0..lane.width()).find(|c| lane.column_name(chip, *c) == name).unwrap_or_else(|| panic!("no cell `{name}`"))
}

fn power(bits: usize) -> U256 {
    U256::from(1) << bits
}

/// The field's modulus.
fn modulus() -> U256 {
    U256::from_le_bytes::<32>((-Felt::ONE).to_repr()) + U256::from(1)
}

/// A number of so many bits at most, near a power of two or any.
fn number(bits: usize) -> impl Strategy<Value = U256> {
    let mask = if bits == 256 { U256::MAX } else { power(bits) - U256::from(1) };
    let near = (0..=bits, -2i8..=2).prop_map(move |(exponent, distance)| {
        let power = if exponent == 256 { U256::ZERO } else { power(exponent) };
        let size = U256::from(distance.unsigned_abs());
        mask & if distance < 0 { power.wrapping_sub(size) } else { power.wrapping_add(size) }
    });
    prop_oneof![near, any::<[u64; 4]>().prop_map(move |limbs| U256::from_limbs(limbs) & mask)]
}

/// Two factors whose product is below 2^256, or close to it.
fn factors() -> impl Strategy<Value = (U256, U256)> {
    (0..=256usize).prop_flat_map(|bits| (number(bits), number(256 - bits)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Of each product that fits the row of this lane is accepted, and no row with another word; of one that overflows none.
    #[test]
    fn products_that_fit_are_accepted((a, b) in factors(), difference in number(256)) {
        let run = Multiplication::new(a, b);
        let fits = lanes().short.fits(&run.step());
        prop_assert_eq!(fits, a.checked_mul(b).is_some());
        prop_assert_eq!(run.result(), word(a.wrapping_mul(b)));
        if fits {
            prop_assert_eq!(check(&run.circuit, &run.honest(Said::Short)), vec![]);
        }
        let other = integer(run.result()) ^ difference;
        if !fits || !difference.is_zero() {
            prop_assert_ne!(run.refused(word(other)), vec![]);
        }
        prop_assert_eq!(check(&run.circuit, &run.honest(Said::Any)), vec![]);
    }
}

/// Factors at the edges of the lane's cases, each `2^bits − 1` if true, else `2^bits`.
const EDGES: [[(usize, bool); 2]; 12] = [
    [(121, true), (135, true)],
    [(135, true), (121, true)],
    [(121, false), (134, false)],
    [(121, true), (135, false)],
    [(128, true), (128, true)],
    [(128, true), (128, false)],
    [(127, false), (128, false)],
    [(0, true), (256, true)],
    [(0, false), (256, true)],
    [(256, true), (0, false)],
    [(121, true), (121, true)],
    [(128, false), (120, true)],
];

#[test]
fn products_are_accepted_at_the_edges_of_the_lane() {
    for edge in EDGES {
        let [a, b] = edge.map(|(bits, ones)| match (bits, ones) {
            (256, _) => U256::MAX,
            (_, true) => power(bits) - U256::from(1),
            (_, false) => power(bits),
        });
        let run = Multiplication::new(a, b);
        assert!(lanes().short.fits(&run.step()), "{edge:?}");
        assert_accepted(&run.circuit, &run.honest(Said::Short));
        assert_accepted(&run.circuit, &run.honest(Said::Any));
    }
    let run = Multiplication::new(power(127), power(128));
    assert_eq!(mock_check(&run.circuit, &run.honest(Said::Short)), Ok(()));
}

#[test]
fn what_overflows_is_the_product_lanes() {
    for (a, b) in [(power(128), power(128)), (power(120), power(136)), (U256::MAX, U256::MAX)] {
        let run = Multiplication::new(a, b);
        assert!(!lanes().short.fits(&run.step()));
        assert_accepted(&run.circuit, &run.honest(Said::Any));
    }
}

#[test]
fn whether_a_product_overflows_is_not_chosen() {
    let fits = [(U256::from(3), U256::from(5)), (power(120), power(135)), (U256::ZERO, U256::MAX)];
    let overflows = [(U256::from(2), power(255)), (power(120), power(136)), (power(128), power(128))];
    let traps = Multiplication::new(U256::MAX, U256::MAX);
    for (a, b) in fits {
        let run = Multiplication::new(a, b);
        for said in [Said::Short, Said::Any] {
            let mut step = run.step();
            step.next = traps.step().next;
            let witness = run.witness(said, &step, &traps);
            assert_ne!(check(&run.circuit, &witness), vec![], "{said:?} {a} {b}");
        }
    }
    for (a, b) in overflows {
        let run = Multiplication::new(a, b);
        assert_ne!(run.refused(run.result()), vec![], "{a} {b}");
        let goes_on = Multiplication::new(U256::ZERO, U256::ZERO);
        let mut step = run.step();
        step.next = goes_on.step().next;
        let witness = run.witness(Said::Any, &step, &goes_on);
        assert_ne!(check(&run.circuit, &witness), vec![], "{a} {b}");
    }
}

/// Asserts that nothing refuses a lie but the width of one digit.
#[track_caller]
fn only_a_width(violations: &[Violation]) {
    let is_range = |violation: &Violation| match violation {
        Violation::Unbalanced { message, .. } => message.tag == Felt::from(crate::circuit::Kind::Range.tag()),
        Violation::Constraint { .. } => false,
    };
    let shown: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(violations.iter().all(is_range) && violations.len() == 1, "{shown:#?}");
}

/// `x·y = p + c` with x and y of 128 bits and c below 2^128: true in the field.
#[test]
fn a_product_does_not_wrap_around_the_modulus() {
    let x = power(127) + U256::from(12_345);
    let y = modulus() / x + U256::from(1);
    let run = Multiplication::new(x, y);
    let lie = (U512::from(x) * U512::from(y) - U512::from(modulus())).to::<U256>();
    assert!(y < power(128) && lie < power(128));
    only_a_width(&run.refused(word(lie)));
}

/// `c = x·y mod p` with `q / 2^7 = c.hi − x·y.hi`, which is negative.
#[test]
fn a_carry_does_not_take_back_an_overflow() {
    let (x, y) = (power(121) - U256::from(1), (U256::from(0xabcdef) << 200) + U256::from(99));
    let run = Multiplication::new(x, y);
    let lie = (U512::from(x) * U512::from(y) % U512::from(modulus())).to::<U256>();
    only_a_width(&run.refused(word(lie)));
}

/// `x·y = p + c` in the high limbs, which wraps unless one of them is short.
#[test]
fn one_of_the_factors_is_short() {
    let refused = two_long_factors();
    assert_eq!((refused.tried, refused.accepted.len()), (2, 0));
    assert_eq!(refused.refused_by, LONG_FACTORS.map(|name| (name.to_owned(), 1)).into());
}

/// What refuses each of [`two_long_factors`].
const LONG_FACTORS: [&str; 2] =
    ["short product: x is short unless y is", "short product: the carry is from 2^128 on unless y is short"];

/// Overflows that are true in the field, `y.lo = 0`: x too long, and a carry that is no multiple of 2^7.
pub(super) fn two_long_factors() -> Verdicts {
    let mut verdicts = Verdicts::default();
    let mut record = |x: U256, y_high: U256, c: [U256; 2], cells: &[(&str, Felt)]| {
        assert!([x, y_high, c[0], c[1]].iter().all(|limb| *limb < power(128)));
        let run = Multiplication::new(x, y_high << 128);
        let result = c.map(|limb| word(limb)[0]);
        verdicts.record(&format!("{x} · {y_high}"), &check(&run.circuit, &run.lied(result, cells)));
    };
    let x = power(127) + U256::from(12_345);
    let y = modulus() / x + U256::from(1);
    record(x, y, [U256::ZERO, x.wrapping_mul(y) - modulus()], &[]);

    // x·y.hi − c.hi = (p + top) / 2^7, and q = −top
    let x = power(120) + U256::from(12_345);
    let top = U256::from(128) - modulus() % U256::from(128);
    let wrapped = (modulus() + top) >> 7;
    let y = wrapped / x + U256::from(1);
    let mut cells: Vec<_> = (0..11).map(|i| (format!("carry, limb {i}"), Felt::ZERO)).collect();
    cells.push(("low bits of the carry, limb 0".to_owned(), word(U256::from(128) - top)[0]));
    let cells: Vec<_> = cells.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    record(x, y, [top << 121, x.wrapping_mul(y) - wrapped], &cells);
    verdicts
}

/// What overflows is left in the high limb, or the carry in the low one.
#[test]
fn limbs_of_a_product_have_128_bits() {
    let (x, y) = (power(120) + U256::from(1), power(137) + U256::from(77));
    let [low, high] = word((U512::from(x) * U512::from(y)).wrapping_to());
    // 2^257 are 2^129 in the high limb
    only_a_width(&Multiplication::new(x, y).refused([low, high + power_of_two(129)]));

    let run = Multiplication::new(power(100) + U256::from(3), power(100) + U256::from(9));
    let [low, high] = run.result();
    only_a_width(&run.refused([low + power_of_two(128), high - Felt::ONE]));
}

#[test]
fn no_factor_is_multiplied_by_itself_instead() {
    let run = Multiplication::new(U256::from(3), U256::from(5));
    for (square, register) in [(9, 0), (25, 1)] {
        let mut step = run.step();
        step.reads[1 - register] = step.reads[register];
        step.definitions[0].word = word(U256::from(square));
        // with the program's registers, or with one of them twice
        let mut twice = step.rom;
        twice[2 - register] = twice[1 + register];
        for rom in [step.rom, twice] {
            step.rom = rom;
            assert_ne!(check(&run.circuit, &run.witness(Said::Short, &step, &run)), vec![]);
        }
    }
}

#[test]
fn factors_of_other_registers_are_refused() {
    let refused = other_registers();
    assert_eq!((refused.tried, refused.accepted.len()), (2, 0));
    assert_eq!(refused.refused_by, [("short product: x is a or b".to_owned(), 2)].into());
}

/// Products of two registers between those that the program names: their numbers have the same sum.
pub(super) fn other_registers() -> Verdicts {
    let source = "entry main size 6:
    const r0, 3
    const r1, 7
    const r2, 11
    const r3, 5
    wmul r4, r0, r3
    return r0, 1
";
    let run = Run::new(source, &[]);
    let circuit = Arc::clone(run.prepare().circuit());
    let mut verdicts = Verdicts::default();
    for [x, y] in [[7_u64, 11], [11, 7]] {
        let mut steps = run.steps();
        let index = steps.iter().position(|step| step.instruction.opcode() == Opcode::Wmul).unwrap();
        let [a, b] = [x, y].map(|factor| word(U256::from(factor)));
        steps[index].reads[0].word = a;
        steps[index].reads[1].word = b;
        steps[index].definitions[0].word = word(U256::from(x * y));
        let mut witness = witness_of(&circuit, &run, &run, &steps);
        witness.lanes[place::SHORT].set(0, column("x's register"), Felt::from(if x == 7 { 1 } else { 2 }));
        witness.complete(&circuit);
        verdicts.record(&format!("{x} · {y}"), &check(&circuit, &witness));
    }
    verdicts
}
