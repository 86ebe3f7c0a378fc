//! Hashes asked for by public messages: honest ones are accepted, lies are refused. Here: short ones; `sponge.rs` has the others.

mod sponge;

use std::collections::BTreeSet;
use std::sync::Arc;

use expect_test::{expect, expect_file};
use ff::Field;

use super::rounds::{GROUP_ROWS, positions};
use super::short::BLOCK_ROWS;
use super::*;
use crate::backend::mock_check;
use crate::circuit::{Cell, Circuit, Column, Expr, Kind, LaneBuilder, LaneRows, Shape, check};
use crate::testing::{Lie, assert_accepted, flips_where, ghosts, judge};

const PUBLIC_ROWS: usize = 64;
const KECCAK: usize = 1;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Words of no particular value.
fn sample(words: usize) -> Vec<[Felt; 2]> {
    let limb = |i: u128| Felt::from_u128(i.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
    (0..words as u128).map(|k| [limb(2 * k + 1), limb(2 * k + 2)]).collect()
}

/// A circuit whose public rows ask for hashes. The witness is up to the caller.
struct Asker {
    circuit: Arc<Circuit>,
    lanes: KeccakLanes,
    public: Vec<[Felt; 6]>,
}

impl Asker {
    /// With as many rows as so many short hashes need.
    fn new(k: u32, hashes: usize) -> Self {
        Self::with_blocks(k, hashes, 0)
    }

    /// With as many rows as so many short hashes and so many blocks of others need.
    fn with_blocks(k: u32, hashes: usize, blocks: usize) -> Self {
        let [short, sponge, words, table] = KeccakLanes::rows_of(hashes, blocks);
        let lanes = KeccakLanes::declare();
        let mut public = LaneBuilder::new("public");
        let [kind, multiplicity] = ["kind", "multiplicity"].map(|name| public.public(name));
        let values: [Cell; 4] = std::array::from_fn(|i| public.public(&format!("value {i}")));
        let slot = public.slot(values.map(Expr::from));
        public.say(slot, kind.into(), multiplicity.into());
        let all = [vec![public.finish()], lanes.lanes().map(Clone::clone).to_vec()].concat();
        let shape = Shape::of_rows(k, &all, &[PUBLIC_ROWS, short, sponge, words, table]);
        let circuit = Arc::new(Circuit::new("keccak", all, shape, PUBLIC_ROWS));
        Self { circuit, lanes, public: vec![] }
    }

    fn say(&mut self, kind: Kind, sent: bool, values: [Felt; 4]) {
        let sign = if sent { Felt::ONE } else { -Felt::ONE };
        let [a, b, c, d] = values;
        self.public.push([Felt::from(kind.tag()), sign, a, b, c, d]);
    }

    /// Asks for a hash of whole words and expects a digest.
    fn ask(&mut self, id: u64, words: &[[Felt; 2]], digest: [Felt; 2]) {
        self.ask_of(id, words, WORD_BYTES * words.len(), digest);
    }

    /// Asks for a hash of so many bytes and expects a digest.
    fn ask_of(&mut self, id: u64, words: &[[Felt; 2]], bytes: usize, digest: [Felt; 2]) {
        for (index, word) in words.iter().enumerate() {
            self.say(Kind::KeccakWord, true, [Felt::from(id), Felt::from(index as u64), word[0], word[1]]);
        }
        self.say(Kind::Keccak, false, [Felt::from(id), Felt::from(bytes as u64), digest[0], digest[1]]);
    }

    fn witness(&self) -> Witness {
        let mut witness = self.circuit.witness();
        let mut rows = self.public.clone();
        rows.resize(PUBLIC_ROWS, [Felt::ZERO; 6]);
        witness.public = (0..6).map(|column| rows.iter().map(|row| row[column]).collect()).collect();
        witness
    }

    fn fill(&self, witness: &mut Witness, id: u64, words: &[[Felt; 2]]) -> Result<(), KeccakError> {
        self.lanes.fill(witness, KECCAK, id, words, WORD_BYTES * words.len())
    }
}

/// Hashes of samples of the given numbers of words.
fn honest(k: u32, inputs: &[usize]) -> (Asker, Witness) {
    hashing(Asker::new(k, inputs.len()), inputs)
}

fn hashing(mut asker: Asker, inputs: &[usize]) -> (Asker, Witness) {
    for (id, words) in inputs.iter().enumerate() {
        let words = sample(*words);
        asker.ask(id as u64 + 7, &words, keccak256_words(&words).unwrap());
    }
    let mut witness = asker.witness();
    for (id, words) in inputs.iter().enumerate() {
        asker.fill(&mut witness, id as u64 + 7, &sample(*words)).unwrap();
    }
    witness.complete(&asker.circuit);
    (asker, witness)
}

/// The digest that a state is, as a word.
fn digest_of(state: &State) -> [Felt; 2] {
    let digest = permutation::digest(state);
    let limb = |start: usize| Felt::from_u128(u128::from_be_bytes(std::array::from_fn(|i| digest[start + i])));
    [limb(16), limb(0)]
}

/// One block that claims something, heard by an asker who expects what it says.
fn claimed(claim: &Claim, words: &[[Felt; 2]]) -> (Asker, Witness) {
    let mut asker = Asker::new(10, 1);
    asker.ask(claim.id, words, digest_of(&permutation::permute(claim.state)));
    let mut witness = asker.witness();
    asker.lanes.short.fill(&mut witness, KECCAK, 0, claim);
    witness.complete(&asker.circuit);
    (asker, witness)
}

#[test]
fn known_digests() {
    for (input, digest) in [
        (vec![], "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc".to_vec(), "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        // the slots of an array at slot 0, and of a mapping's element 0 at slot 0
        (vec![0; 32], "290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563"),
        (vec![0; 64], "ad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5"),
    ] {
        assert_eq!(hex(&keccak256(&input)), digest);
    }
}

#[test]
fn another_implementation_agrees() {
    for length in (0..=300).chain([1000, 4096]) {
        let input: Vec<u8> = (0..length).map(|i| (i * i + 3 * i + length) as u8).collect();
        assert_eq!(keccak256(&input), *alloy_primitives::keccak256(&input), "{length} bytes");
    }
    for count in 0..6 {
        let words = sample(count);
        let [low, high] = keccak256_words(&words).unwrap();
        let digest = alloy_primitives::keccak256(bytes(&words).unwrap());
        assert_eq!(bytes(&[[low, high]]).unwrap(), digest.to_vec());
    }
}

#[test]
fn hashes_of_up_to_four_words_are_accepted() {
    // two blocks in an instance: the third stands in the next one
    for inputs in [&[0, 1, 2][..], &[3, 4]] {
        let (asker, witness) = honest(10, inputs);
        assert_accepted(&asker.circuit, &witness);
        assert_eq!(mock_check(&asker.circuit, &witness), Ok(()));
    }
}

#[test]
fn five_blocks_fit_into_an_instance_of_two_thousand_rows() {
    let (asker, witness) = honest(11, &[2, 2, 2, 4, 2]);
    assert_eq!(asker.circuit.instances_of(KECCAK).len(), 1);
    assert_accepted(&asker.circuit, &witness);
    for (k, hashes) in [(10, 2), (11, 5), (12, 10), (13, 21), (14, 42)] {
        assert_eq!(Asker::new(k, hashes).circuit.instances_of(KECCAK).len(), 1);
        assert_eq!(Asker::new(k, hashes + 1).circuit.instances_of(KECCAK).len(), 2);
    }
}

#[test]
fn what_cannot_be_hashed_is_refused_by_name() {
    let asker = Asker::new(10, 1);
    let mut witness = asker.witness();
    let wide = [[Felt::ONE, -Felt::ONE]];
    assert_eq!(asker.fill(&mut witness, 1, &wide), Err(KeccakError::WideLimb { index: 0 }));
    let mut hash = |words: usize, bytes: usize| asker.lanes.fill(&mut witness, KECCAK, 1, &sample(words), bytes);
    assert_eq!(hash(2, 65), Err(KeccakError::Length { words: 2, bytes: 65 }));
    assert_eq!(hash(2, 32), Err(KeccakError::Length { words: 2, bytes: 32 }));
    assert_eq!(hash(2, 63), Err(KeccakError::Behind { bytes: 63 }));
    assert!(witness.lanes.iter().all(LaneRows::is_empty));
}

/// Rows of every kind: the edge, a round's first, middle and last rows, the last group.
fn is_sampled(row: usize) -> bool {
    let (group, row) = (row / GROUP_ROWS, row % GROUP_ROWS);
    match group {
        0 => true,
        1 | 23 => [0, 7, 15].contains(&row),
        _ => group == 12 && [0, 1, 6].contains(&row),
    }
}

#[test]
fn every_cell_of_every_kind_of_row_is_pinned() {
    let (asker, witness) = honest(10, &[2]);
    let lies = flips_where(&asker.circuit, &witness, |lane, row| lane != KECCAK || is_sampled(row));
    let mut verdicts = judge(&asker.circuit, &witness, lies);
    assert!(verdicts.tried > 5_000, "only {} lies were told", verdicts.tried);
    // the rows of the words, when there are none and when all are there
    for words in [0, 4] {
        let (asker, witness) = honest(10, &[words]);
        let lies = flips_where(&asker.circuit, &witness, |lane, row| lane == KECCAK && row < 5);
        verdicts.extend(judge(&asker.circuit, &witness, lies));
    }
    assert_eq!(verdicts.accepted, BTreeSet::new());
    // bits, their sums and the packed parts that are sent depend on each other over whole blocks: a lie that only one of these refuses
    // changes more cells than repairing one tries
    let never = verdicts.never_alone(&asker.circuit, &[], |lane| lane == "keccak");
    expect_file!["constraints_not_alone.txt"].assert_eq(&never);
}

/// Cells of the edge that mean nothing: no bits, no word, no sum.
#[test]
fn idle_cells_are_these() {
    let (asker, witness) = honest(10, &[3]);
    let (lane, readers) = (&asker.circuit.lanes[KECCAK], crate::testing::Readers::new(&asker.circuit));
    let idle = |row: usize| -> Vec<&str> {
        let columns = (0..lane.width()).filter(|c| readers.is_idle(&witness, KECCAK, row, *c));
        columns.map(|c| lane.column_name(None, c)).collect()
    };
    // sheets 1 to 4 of plane 4 hold: id, number, limb, limb; more, words; words; words, digest, digest, nothing
    assert_eq!(idle(0), ["bit (4, 4, 3)"]);
    assert_eq!(idle(4), ["bit (2, 4, 0)", "bit (4, 4, 3)"]);
    let nothing =
        ["bit (1, 4, 0)", "bit (1, 4, 1)", "bit (1, 4, 2)", "bit (1, 4, 3)", "bit (2, 4, 0)", "bit (4, 4, 3)"];
    for row in 5..GROUP_ROWS {
        assert_eq!(idle(row), nothing);
    }
    for row in [GROUP_ROWS, 12 * GROUP_ROWS + 5, BLOCK_ROWS - 1] {
        assert_eq!(idle(row), Vec::<&str>::new());
    }
}

#[test]
fn ghosts_are_refused() {
    let (asker, witness) = hashing(Asker::new(10, 2), &[2]);
    let mut lies: Vec<Lie> = ghosts(&asker.circuit, &witness).collect();
    // a row said twice or left out is cut from its block; the rows of one group will do
    let kept = |i: usize| i < 1 + 2 * GROUP_ROWS || (BLOCK_ROWS..BLOCK_ROWS + 2 * GROUP_ROWS).contains(&i);
    lies = lies.into_iter().enumerate().filter(|(i, _)| kept(*i)).map(|(_, lie)| lie).collect();
    assert_eq!(judge(&asker.circuit, &witness, lies).accepted, BTreeSet::new());
    // a whole block said twice
    let mut twice = witness.clone();
    asker.fill(&mut twice, 7, &sample(2)).unwrap();
    twice.complete(&asker.circuit);
    assert_ne!(check(&asker.circuit, &twice), []);
    // a block of another id, which nobody asked for
    let mut more = witness.clone();
    asker.fill(&mut more, 8, &sample(0)).unwrap();
    more.complete(&asker.circuit);
    assert_ne!(check(&asker.circuit, &more), []);
}

#[test]
fn another_digest_is_refused() {
    let words = sample(2);
    let [low, high] = keccak256_words(&words).unwrap();
    for digest in [[low + Felt::ONE, high], [low, high + Felt::ONE], [high, low], [Felt::ZERO; 2]] {
        let mut asker = Asker::new(10, 1);
        asker.ask(7, &words, digest);
        let mut witness = asker.witness();
        asker.fill(&mut witness, 7, &words).unwrap();
        // the block tells the asked digest
        let cells = asker.lanes.short.cells.edge;
        for (limb, told) in digest.into_iter().enumerate() {
            set(&mut witness, 4, cells.limbs[limb], told);
            let sum = witness.lanes[KECCAK].get(0, column(cells.digest[limb]));
            // and once more with its sum changed in the first row
            set(&mut witness, 0, cells.digest[limb], told);
            assert!(sum == told || !check(&asker.circuit, &counted(&asker, &witness)).is_empty());
        }
        assert_ne!(check(&asker.circuit, &counted(&asker, &witness)), []);
    }
}

/// Another permutation: one bit of a round's input is changed and everything after it follows.
#[test]
fn another_state_between_rounds_is_refused() {
    let words = sample(1);
    let (_, truth) = honest(10, &[1]);
    // a block about another input agrees with none of this one's first rows, and is consistent after them
    let mut other = [sample(1)[0]];
    other[0][0] += Felt::ONE;
    for first_foreign_group in [1, 2, 12, 23] {
        let mut asker = Asker::new(10, 1);
        asker.ask(7, &words, keccak256_words(&other).unwrap());
        let mut foreign = asker.witness();
        asker.fill(&mut foreign, 7, &other).unwrap();
        let mut witness = foreign.clone();
        let width = asker.circuit.lanes[KECCAK].width();
        for row in GROUP_ROWS..first_foreign_group * GROUP_ROWS {
            for column in 0..width {
                let value = truth.lanes[KECCAK].get(row, column);
                witness.lanes[KECCAK].set(row, column, value);
            }
        }
        // the edge has the true input and the foreign end
        let cells = asker.lanes.short.cells;
        for row in 0..GROUP_ROWS {
            let plane = positions().filter(|(_, y, _)| *y == 0).map(|(x, y, i)| cells.round.bits[x][y][i]);
            let end: Vec<Cell> = plane.chain(cells.edge.digest).collect();
            // told in row 4
            let told = if row == 4 { cells.edge.limbs.map(column).to_vec() } else { vec![] };
            let end: Vec<usize> = end.into_iter().map(column).chain(told).collect();
            for column in (0..width).filter(|c| !end.contains(c)) {
                let value = truth.lanes[KECCAK].get(row, column);
                witness.lanes[KECCAK].set(row, column, value);
            }
        }
        let violations = check(&asker.circuit, &counted(&asker, &witness));
        assert!(!violations.is_empty());
        // what refuses it is that the parts sent and received differ
        let constraints = violations.iter().filter(|v| matches!(v, crate::circuit::Violation::Constraint { .. }));
        assert_eq!(constraints.count(), 0, "group {first_foreign_group}");
    }
}

#[test]
fn other_paddings_are_refused() {
    let words = sample(2);
    let end = permutation::padded(&bytes(&words).unwrap());
    let honest = Claim { id: 7, words: 2, state: end };
    let (asker, witness) = claimed(&honest, &words);
    assert_accepted(&asker.circuit, &witness);
    let mut states = vec![];
    // every single bit of the padding and the capacity
    for (lane, bit) in (8..25).flat_map(|lane| [0, 1, 8, 31, 63].map(|bit| (lane, bit))) {
        let mut state = end;
        state[lane] ^= 1 << bit;
        states.push(state);
    }
    // the padding of SHA-3; no padding; the first bit one byte late
    let mut sha3 = end;
    sha3[8] ^= 0x01 ^ 0x06;
    let mut none = end;
    none[8] = 0;
    none[16] = 0;
    let mut late = end;
    late[8] = 0x0100;
    states.extend([sha3, none, late]);
    for state in states {
        let (asker, witness) = claimed(&Claim { state, ..honest.clone() }, &words);
        assert_ne!(check(&asker.circuit, &witness), []);
    }
}

#[test]
fn another_number_of_words_is_refused() {
    let (two, three) = (sample(2), sample(3));
    let state = permutation::padded(&bytes(&two).unwrap());
    let longer = permutation::padded(&bytes(&three).unwrap());
    for (claimed_words, state, asked) in [
        (1, state, &two),
        (3, state, &two),
        (3, longer, &two),
        (2, longer, &two),
        (2, longer, &three),
        (4, state, &two),
    ] {
        let (asker, witness) = claimed(&Claim { id: 7, words: claimed_words, state }, asked);
        assert_ne!(check(&asker.circuit, &witness), [], "{claimed_words} words");
    }
    // the words are there, the number told is not theirs
    let (mut asker, _) = honest(10, &[2]);
    let told = asker.public.iter_mut().find(|row| row[0] == Felt::from(Kind::Keccak.tag())).unwrap();
    told[3] = Felt::from(96);
    let mut witness = asker.witness();
    asker.fill(&mut witness, 7, &two).unwrap();
    set(&mut witness, 4, asker.lanes.short.cells.edge.number, Felt::from(96));
    assert_ne!(check(&asker.circuit, &counted(&asker, &witness)), []);
}

#[test]
fn hashes_do_not_exchange_words() {
    let mut asker = Asker::new(10, 2);
    let (a, b) = (sample(4)[..2].to_vec(), sample(4)[2..].to_vec());
    asker.ask(7, &a, keccak256_words(&b).unwrap());
    asker.ask(8, &b, keccak256_words(&a).unwrap());
    let mut witness = asker.witness();
    asker.fill(&mut witness, 7, &b).unwrap();
    asker.fill(&mut witness, 8, &a).unwrap();
    assert_ne!(check(&asker.circuit, &counted(&asker, &witness)), []);
}

#[test]
fn a_permutation_costs_this_much() {
    let (asker, witness) = honest(11, &[2, 2, 2]);
    let cost = asker.circuit.cost(&witness);
    let keccak = cost.by_chip.iter().find(|chip| chip.name == "keccak").unwrap();
    let lane = &asker.circuit.lanes[KECCAK];
    let text = format!(
        "columns {} + {}, rows {}, cells {}, messages {}, degree {}, fixed columns {}, constraints {}",
        lane.width(),
        lane.helpers(),
        keccak.rows / 3,
        keccak.cells / 3,
        keccak.messages / 3,
        lane.degree(),
        lane.fixed.len(),
        lane.constraints().len()
    );
    expect!["columns 127 + 5, rows 384, cells 50688, messages 5263, degree 5, fixed columns 42, constraints 174"]
        .assert_eq(&text);
}

/// Tables counted.
fn counted(asker: &Asker, witness: &Witness) -> Witness {
    let mut witness = witness.clone();
    witness.complete(&asker.circuit);
    witness
}

fn set(witness: &mut Witness, row: usize, cell: Cell, value: Felt) {
    witness.lanes[KECCAK].set(row, column(cell), value);
}

fn column(cell: Cell) -> usize {
    let Column::Advice(column) = cell.column else { panic!("an advice cell") };
    column
}
