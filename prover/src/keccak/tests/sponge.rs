//! Inputs of any number of bytes.

use super::super::place::half_byte_exponent;
use super::super::sponge::{self, BLOCK_ROWS, INPUT, LAST, MESSAGE};
use super::*;
use crate::testing::{lies_about_each_chip, refused_by_the_mock_prover, refused_by_the_verifier};

const SPONGE: usize = KECCAK + 1;
const WORDS: usize = KECCAK + 2;
const ID: u64 = 7;

/// Bytes of no particular value.
fn sample_bytes(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i * i + 3 * i + length) as u8 | 1).collect()
}

/// Bytes as words, zeros behind them.
fn words_of(input: &[u8]) -> Vec<[Felt; 2]> {
    let limb = |bytes: &[u8], start: usize| {
        let byte = |i: usize| bytes.get(start + i).copied().unwrap_or(0);
        Felt::from_u128(u128::from_be_bytes(std::array::from_fn(byte)))
    };
    input.chunks(WORD_BYTES).map(|word| [limb(word, 16), limb(word, 0)]).collect()
}

/// The digest that another implementation has, as a word.
fn expected(input: &[u8]) -> [Felt; 2] {
    words_of(alloy_primitives::keccak256(input).as_slice())[0]
}

/// Hashes by the sponge, whatever their lengths.
fn honest(k: u32, lengths: &[usize]) -> (Asker, Witness) {
    let mut asker = Asker::with_blocks(k, 0, lengths.iter().map(|length| length / RATE_BYTES + 1).sum());
    let inputs: Vec<(u64, Vec<u8>)> = (ID..).zip(lengths.iter().map(|length| sample_bytes(*length))).collect();
    for (id, input) in &inputs {
        asker.ask_of(*id, &words_of(input), input.len(), expected(input));
    }
    let mut witness = asker.witness();
    for (id, input) in &inputs {
        asker.lanes.fill_sponge(&mut witness, SPONGE, *id, input);
        asker.lanes.fill_words(&mut witness, WORDS, *id, input);
    }
    witness.complete(&asker.circuit);
    (asker, witness)
}

/// Blocks of one input, each of which starts from what the one before it put out; the first one from zeros.
fn chained(mut blocks: Vec<Absorbed>) -> Vec<Absorbed> {
    let mut before = [0; 25];
    for block in &mut blocks {
        block.before = before;
        before = after(block);
    }
    blocks
}

fn after(block: &Absorbed) -> State {
    permutation::permute(std::array::from_fn(|lane| block.before[lane] ^ block.message[lane]))
}

/// Violations of blocks that claim something about an input, of which so many bytes are asked for. The digest is what the last block says.
fn claimed_of(blocks: &[Absorbed], input: &[u8], length: usize) -> usize {
    let mut asker = Asker::with_blocks(10, 0, blocks.len());
    let digest = blocks.last().map_or([Felt::ZERO; 2], |block| digest_of(&after(block)));
    asker.ask_of(ID, &words_of(input), length, digest);
    let mut witness = asker.witness();
    for block in blocks {
        let start = witness.lanes[SPONGE].len();
        asker.lanes.sponge.fill(&mut witness, SPONGE, start, block);
    }
    asker.lanes.fill_words(&mut witness, WORDS, ID, input);
    witness.complete(&asker.circuit);
    check(&asker.circuit, &witness).len()
}

#[test]
fn inputs_of_any_length_are_accepted() {
    let lengths = [0, 1, 31, 32, 33, 63, 64, 127, 128, 135, 136, 137, 271, 272, 273];
    let random = (1..5).map(|i: usize| i * i * 7919 % 401);
    let lengths: Vec<usize> = lengths.into_iter().chain(random).collect();
    for lengths in lengths.chunks(3) {
        let (asker, witness) = honest(11, lengths);
        assert_accepted(&asker.circuit, &witness);
    }
    for lengths in [&[135][..], &[136], &[40, 0]] {
        let (asker, witness) = honest(10, lengths);
        assert_eq!(mock_check(&asker.circuit, &witness), Ok(()));
    }
}

/// The caller's way: short inputs have a lane of their own.
#[test]
fn whole_words_up_to_four_take_no_sponge() {
    for (length, is_short) in [(0, true), (32, true), (128, true), (31, false), (129, false), (160, false)] {
        let input = sample_bytes(length);
        let mut asker = Asker::with_blocks(10, 1, 2);
        asker.ask_of(ID, &words_of(&input), length, expected(&input));
        let mut witness = asker.witness();
        asker.lanes.fill(&mut witness, KECCAK, ID, &words_of(&input), length).unwrap();
        witness.complete(&asker.circuit);
        assert_eq!(witness.lanes[SPONGE].is_empty(), is_short, "{length} bytes");
        assert_eq!(witness.lanes[KECCAK].is_empty(), !is_short, "{length} bytes");
        assert_accepted(&asker.circuit, &witness);
    }
}

/// Rows of every kind: the last round, the message, the input, a round's first, middle and last rows.
fn is_sampled(row: usize) -> bool {
    let (group, row) = (row % BLOCK_ROWS / GROUP_ROWS, row % GROUP_ROWS);
    match group {
        LAST => [0, 1, 2, 15].contains(&row),
        MESSAGE => [0, 1, 2, 7, 14, 15].contains(&row),
        INPUT | 3 | 25 => [0, 15].contains(&row),
        _ => group == 12 && row == 6,
    }
}

#[test]
fn every_cell_of_every_kind_of_row_is_pinned() {
    let (asker, witness) = honest(10, &[151]);
    let chosen = |lane: usize, row: usize| lane == WORDS || lane == SPONGE && is_sampled(row);
    let verdicts = judge(&asker.circuit, &witness, flips_where(&asker.circuit, &witness, chosen));
    assert!(verdicts.tried > 5_000, "only {} lies were told", verdicts.tried);
    assert_eq!(verdicts.accepted, BTreeSet::new());
    let never = verdicts.never_alone(&asker.circuit, &[], |lane| lane == "keccak sponge" || lane == "keccak words");
    expect_file!["sponge_constraints_not_alone.txt"].assert_eq(&never);
}

/// Cells of the groups without θ that mean nothing.
#[test]
fn idle_cells_are_these() {
    let (asker, witness) = honest(10, &[151]);
    let (lane, readers) = (&asker.circuit.lanes[SPONGE], crate::testing::Readers::new(&asker.circuit));
    let idle = |row: usize| -> String {
        let columns = (0..lane.width()).filter(|c| readers.is_idle(&witness, SPONGE, row, *c));
        columns.map(|c| lane.column_name(None, c)).collect::<Vec<_>>().join(", ")
    };
    for group in [INPUT, 3, 12, 25] {
        for row in [0, 7, 15] {
            assert_eq!(idle(GROUP_ROWS * group + row), "", "group {group}, row {row}");
        }
    }
    expect!["effect (1, 1), effect (1, 2), effect (1, 3), effect (2, 0), effect (2, 3), effect (3, 0), effect (3, 1), effect (3, 2), effect (3, 3), effect (4, 0), effect (4, 1), effect (4, 2), effect (4, 3), column sums 0, column sums 1, column sums 2, column sums 3, column sums 4"]
        .assert_eq(&idle(GROUP_ROWS * LAST + 5));
    expect!["effect (2, 1), effect (2, 2), effect (3, 2), effect (3, 3), effect (4, 0), effect (4, 1), effect (4, 2), effect (4, 3), column sums 0, column sums 1, column sums 2, column sums 3, column sums 4, result"]
        .assert_eq(&idle(GROUP_ROWS * MESSAGE + 5));
}

#[test]
fn ghosts_are_refused() {
    let (asker, mut witness) = {
        let mut asker = Asker::with_blocks(10, 0, 2);
        let input = sample_bytes(50);
        asker.ask_of(ID, &words_of(&input), 50, expected(&input));
        let mut witness = asker.witness();
        asker.lanes.fill_sponge(&mut witness, SPONGE, ID, &input);
        asker.lanes.fill_words(&mut witness, WORDS, ID, &input);
        (asker, witness)
    };
    witness.complete(&asker.circuit);
    assert_accepted(&asker.circuit, &witness);
    // rows of a block are alike, those of one group will do
    let heads = 2 * GROUP_ROWS;
    let kept = |i: usize| i < 1 + heads || i >= BLOCK_ROWS && i < BLOCK_ROWS + 1 + heads || i > 2 * BLOCK_ROWS;
    let lies: Vec<Lie> = ghosts(&asker.circuit, &witness).collect();
    let lies = lies.into_iter().enumerate().filter(|(i, _)| kept(*i)).map(|(_, lie)| lie);
    assert_eq!(judge(&asker.circuit, &witness, lies).accepted, BTreeSet::new());
    // a whole hash said twice, and one that nobody asked for
    for id in [ID, ID + 1] {
        let mut more = witness.clone();
        asker.lanes.fill_sponge(&mut more, SPONGE, id, &[]);
        more.complete(&asker.circuit);
        assert_ne!(check(&asker.circuit, &more), [], "id {id}");
    }
}

#[test]
fn another_digest_is_refused() {
    let input = sample_bytes(50);
    let [low, high] = expected(&input);
    for digest in [[low + Felt::ONE, high], [low, high + Felt::ONE], [high, low]] {
        let mut asker = Asker::with_blocks(10, 0, 1);
        asker.ask_of(ID, &words_of(&input), 50, digest);
        let mut witness = asker.witness();
        asker.lanes.fill_sponge(&mut witness, SPONGE, ID, &input);
        asker.lanes.fill_words(&mut witness, WORDS, ID, &input);
        let cells = asker.lanes.sponge.cells.head;
        for (limb, told) in digest.into_iter().enumerate() {
            // the block tells the asked digest, and has its sum
            witness.lanes[SPONGE].set(0, column(cells.value[limb]), told);
            witness.lanes[SPONGE].set(0, column(cells.digest[limb]), told);
        }
        assert_ne!(check(&asker.circuit, &counted(&asker, &witness)), []);
    }
}

#[test]
fn other_paddings_are_refused() {
    for length in [0, 50, 135] {
        let input = sample_bytes(length);
        let honest = blocks(ID, &input);
        assert_eq!(claimed_of(&honest, &input, length), 0, "{length} bytes");
        let padded = honest[0].message;
        let flip = |bits: &[usize]| {
            let mut message = padded;
            bits.iter().for_each(|bit| message[bit / 64] ^= 1 << (bit % 64));
            message
        };
        let (end, last) = (8 * length, 8 * RATE_BYTES - 1);
        let mut messages = vec![
            // no start; no end; neither; a byte late; the padding of SHA-3; a bit more between; the last byte's
            flip(&[end]),
            flip(&[last]),
            flip(&[end, last]),
            flip(&[end, end + 1, end + 2]),
            flip(&[last - 1]),
            flip(&[8 * 135 + 1]),
        ];
        if length < 135 {
            messages.extend([flip(&[end, end + 8]), flip(&[end + 9]), flip(&[last, last - 8])]);
        }
        for (number, message) in messages.into_iter().enumerate() {
            let block = Absorbed { message, ..honest[0].clone() };
            assert_ne!(claimed_of(&[block], &input, length), 0, "{length} bytes, padding {number}");
        }
    }
}

#[test]
fn another_length_is_refused() {
    for length in [1, 8, 33, 50, 64, 135] {
        let input = sample_bytes(length);
        let honest = blocks(ID, &input);
        for told in [length - 1, length + 1] {
            // the block is true, the length is not; the block is about another length, told or not
            assert_ne!(claimed_of(&honest, &input, told), 0, "{length} bytes, {told} told");
            let mut other = input.clone();
            other.resize(told, 0);
            let other = chained(blocks(ID, &other));
            assert_ne!(claimed_of(&other, &input, length), 0, "{length} bytes, {told} hashed");
            if told < length {
                assert_ne!(claimed_of(&other, &input, told), 0, "{length} bytes, {told} hashed and told");
            }
        }
    }
    // the count of bytes alone
    let input = sample_bytes(50);
    let block = blocks(ID, &input).remove(0);
    for bytes in [49, 51, 136] {
        for told in [50, bytes] {
            let blocks = [Absorbed { bytes, ..block.clone() }];
            assert_ne!(claimed_of(&blocks, &input, told), 0, "{bytes} bytes counted, {told} told");
        }
    }
}

/// An input's word has something behind its last byte: in the byte's lane, and in a lane of its own.
#[test]
fn bytes_behind_the_input_are_refused() {
    for (length, behind) in [(50, 50), (50, 55), (50, 56), (50, 63), (135, 136), (129, 159)] {
        let input = sample_bytes(length);
        let honest = blocks(ID, &input);
        let mut more = input.clone();
        more.resize(behind, 0);
        more.push(9);
        let mut asker = Asker::with_blocks(10, 0, 1);
        asker.ask_of(ID, &words_of(&more), length, expected(&input));
        let mut witness = asker.witness();
        asker.lanes.sponge.fill(&mut witness, SPONGE, 0, &honest[0]);
        for (number, word) in more.chunks(WORD_BYTES).enumerate() {
            let mut padded = [0; WORD_BYTES];
            padded[..word.len()].copy_from_slice(word);
            // as many lanes are sent as the block hears
            let sent = (8 * length.div_ceil(8)).saturating_sub(WORD_BYTES * number);
            asker.lanes.words.fill(&mut witness, WORDS, ID, number, &padded, sent);
        }
        assert_ne!(check(&asker.circuit, &counted(&asker, &witness)), [], "{length} bytes, and byte {behind}");
    }
}

#[test]
fn blocks_are_chained_in_order() {
    let input = sample_bytes(2 * RATE_BYTES + 10);
    let length = input.len();
    let honest = chained(blocks(ID, &input));
    assert_eq!(claimed_of(&honest, &input, length), 0);
    let [a, b, c] = <[Absorbed; 3]>::try_from(honest.clone()).unwrap();
    let numbered = |block: &Absorbed, number: u64| Absorbed { number, ..block.clone() };
    let lies: [(&str, Vec<Absorbed>); 9] = [
        ("the first is left out", vec![b.clone(), c.clone()]),
        ("the second is left out", vec![a.clone(), c.clone()]),
        ("the last is left out", vec![a.clone(), b.clone()]),
        ("the second is left out and the last counted", chained(vec![a.clone(), numbered(&c, 1)])),
        ("the last stands alone", vec![numbered(&c, 0)]),
        ("the last stands alone and starts from zeros", vec![Absorbed { before: [0; 25], ..c.clone() }]),
        ("two are exchanged", chained(vec![numbered(&b, 0), numbered(&a, 1), c.clone()])),
        ("one is said twice", chained(vec![a.clone(), b.clone(), numbered(&b, 2), numbered(&c, 3)])),
        (
            "the second starts from zeros",
            vec![a.clone(), Absorbed { before: [0; 25], ..b.clone() }, {
                let mut last = chained(vec![b.clone(), c.clone()]);
                last.remove(1)
            }],
        ),
    ];
    for (what, blocks) in lies {
        assert_ne!(claimed_of(&blocks, &input, length), 0, "{what}");
    }
    // the same blocks in other rows are the same chain
    let mut elsewhere = Asker::with_blocks(10, 0, 3);
    elsewhere.ask_of(ID, &words_of(&input), length, expected(&input));
    let mut witness = elsewhere.witness();
    for (start, block) in [(0, &c), (BLOCK_ROWS, &a), (2 * BLOCK_ROWS, &b)] {
        elsewhere.lanes.sponge.fill(&mut witness, SPONGE, start, block);
    }
    elsewhere.lanes.fill_words(&mut witness, WORDS, ID, &input);
    assert_accepted(&elsewhere.circuit, &counted(&elsewhere, &witness));
}

/// A first block that starts from another state than zeros, which nobody put out.
#[test]
fn the_first_block_starts_from_zeros() {
    let input = sample_bytes(50);
    let honest = blocks(ID, &input).remove(0);
    for lane in [0, 5, 16, 17, 24] {
        let mut before = [0; 25];
        before[lane] = 1 << 40;
        assert_ne!(claimed_of(&[Absorbed { before, ..honest.clone() }], &input, 50), 0, "lane {lane}");
    }
}

/// A chain without a first block: each block hears the one before it, and the first of them hears the last.
#[test]
fn a_chain_closed_on_itself_is_refused() {
    let input = sample_bytes(2 * RATE_BYTES);
    let mut asker = Asker::with_blocks(10, 0, 3);
    let mut parts = blocks(ID, &input);
    parts.truncate(2);
    // of another id, so that only the chain itself is wrong
    let other = ID + 1;
    for block in &mut parts {
        block.id = other;
        block.number += 1;
    }
    asker.ask_of(ID, &[], 0, expected(&[]));
    for (index, word) in words_of(&input).iter().enumerate() {
        let index = index as u64;
        asker.say(Kind::KeccakWord, true, [Felt::from(other), Felt::from(index), word[0], word[1]]);
    }
    let mut witness = asker.witness();
    asker.lanes.fill_sponge(&mut witness, SPONGE, ID, &[]);
    for block in chained(parts) {
        let start = witness.lanes[SPONGE].len();
        asker.lanes.sponge.fill(&mut witness, SPONGE, start, &block);
    }
    asker.lanes.fill_words(&mut witness, WORDS, other, &input);
    let head = asker.lanes.sponge.cells.head;
    // the second says its state as that before the first
    for row in 0..2 * GROUP_ROWS {
        let rows = &mut witness.lanes[SPONGE];
        let (first, second) = (BLOCK_ROWS + row, 2 * BLOCK_ROWS + row);
        rows.set(second, column(head.number), Felt::ZERO);
        if row < GROUP_ROWS {
            let said = rows.get(second, column(head.linked));
            rows.set(first + GROUP_ROWS, column(head.linked), said);
        }
    }
    let violations = check(&asker.circuit, &counted(&asker, &witness));
    assert_ne!(violations, []);
    let numbers = violations.iter().any(|v| v.to_string().contains("lanes are counted over all blocks"));
    assert!(numbers, "{violations:?}");
}

#[test]
fn hashes_do_not_exchange_blocks_or_words() {
    let (a, b) = (sample_bytes(140), sample_bytes(150));
    let mut asker = Asker::with_blocks(11, 0, 4);
    asker.ask_of(ID, &words_of(&a), a.len(), expected(&b));
    asker.ask_of(ID + 1, &words_of(&b), b.len(), expected(&a));
    // each id has the other's blocks
    let mut witness = asker.witness();
    asker.lanes.fill_sponge(&mut witness, SPONGE, ID, &b);
    asker.lanes.fill_sponge(&mut witness, SPONGE, ID + 1, &a);
    asker.lanes.fill_words(&mut witness, WORDS, ID, &a);
    asker.lanes.fill_words(&mut witness, WORDS, ID + 1, &b);
    assert_ne!(check(&asker.circuit, &counted(&asker, &witness)), []);
    // each has the other's last block
    let [first, second] = [(ID, &a), (ID + 1, &b)].map(|(id, input)| chained(blocks(id, input)));
    let mut asker = Asker::with_blocks(11, 0, 4);
    let swapped = |blocks: &[Absorbed], others: &[Absorbed]| {
        let last = Absorbed { id: blocks[0].id, before: after(&blocks[0]), ..others[1].clone() };
        [blocks[0].clone(), last]
    };
    let chains = [swapped(&first, &second), swapped(&second, &first)];
    for ([_, last], input) in chains.iter().zip([&a, &b]) {
        asker.ask_of(last.id, &words_of(input), input.len(), digest_of(&after(last)));
    }
    let mut witness = asker.witness();
    for block in chains.iter().flatten() {
        let start = witness.lanes[SPONGE].len();
        asker.lanes.sponge.fill(&mut witness, SPONGE, start, block);
    }
    asker.lanes.fill_words(&mut witness, WORDS, ID, &a);
    asker.lanes.fill_words(&mut witness, WORDS, ID + 1, &b);
    assert_ne!(check(&asker.circuit, &counted(&asker, &witness)), []);
}

/// A block that is not in use cannot change what one that is hears: half of a state said by one.
#[test]
fn a_block_not_in_use_hears_nothing() {
    let (asker, witness) = honest(10, &[136]);
    let cells = asker.lanes.sponge.cells;
    let row = BLOCK_ROWS + GROUP_ROWS * MESSAGE;
    let unused = 2 * BLOCK_ROWS + GROUP_ROWS * MESSAGE;
    let lane = (sponge::RATE_LANES..25).find(|lane| {
        let bit = cells.round.bits[lane % 5][lane / 5][0];
        witness.lanes[SPONGE].get(row + GROUP_ROWS, column(bit)) == Felt::ONE
    });
    let bit = cells.round.bits[lane.unwrap() % 5][lane.unwrap() / 5][0];
    let weight = rounds::weight(lane.unwrap() % 5, lane.unwrap() / 5, 0);
    let mut asker_with_room = Asker::with_blocks(10, 0, 3);
    asker_with_room.public.clone_from(&asker.public);
    let mut lied = asker_with_room.witness();
    lied.lanes.clone_from(&witness.lanes);
    lied.lanes[SPONGE].set(row + GROUP_ROWS, column(bit), Felt::ZERO);
    let linked = lied.lanes[SPONGE].get(row, column(cells.head.linked));
    lied.lanes[SPONGE].set(row, column(cells.head.linked), linked - weight);
    lied.lanes[SPONGE].set(unused + GROUP_ROWS, column(bit), Felt::ONE);
    lied.lanes[SPONGE].set(unused, column(cells.head.linked), weight);
    lied.lanes[SPONGE].set(unused, column(cells.head.id), Felt::from(ID));
    lied.lanes[SPONGE].set(unused, column(cells.head.number), Felt::ONE);
    let violations = check(&asker_with_room.circuit, &counted(&asker_with_room, &lied));
    let zeros = violations.iter().filter(|v| v.to_string().contains(&format!("[{unused}]")));
    assert!(zeros.count() > 0, "the block not in use breaks no promise");
}

#[test]
fn lies_are_refused_by_the_mock_prover() {
    let (asker, witness) = honest(10, &[140]);
    let lies = lies_about_each_chip(&asker.circuit, &witness, 6, &mut BTreeSet::new());
    refused_by_the_mock_prover(&asker.circuit, &Arc::new(witness), &lies);
}

#[test]
fn lies_are_refused_by_the_real_verifier() {
    let (asker, witness) = honest(10, &[140]);
    let lies = lies_about_each_chip(&asker.circuit, &witness, 2, &mut BTreeSet::new());
    refused_by_the_verifier(&asker.circuit, &Arc::new(witness), &lies);
}

#[test]
fn weights_of_half_bytes_are_those_of_a_big_endian_number() {
    let lane = u64::from_le_bytes([1, 2, 3, 4, 5, 6, 7, 8]);
    let sum: u64 = (0..GROUP_ROWS).map(|row| (lane >> (4 * row) & 15) << half_byte_exponent(row)).sum();
    assert_eq!(sum, u64::from_be_bytes([1, 2, 3, 4, 5, 6, 7, 8]));
}

#[test]
fn a_block_costs_this_much() {
    let (asker, witness) = honest(11, &[300]);
    let cost = asker.circuit.cost(&witness);
    let text = ["keccak sponge", "keccak word"].map(|name| {
        let chip = cost.by_chip.iter().find(|chip| chip.name == name).unwrap();
        let lane = asker.circuit.lanes.iter().find(|lane| lane.name == chip.lane).unwrap();
        format!(
            "{name}: columns {} + {}, rows {}, cells {}, messages {}, degree {}, fixed columns {}, constraints {}\n",
            lane.width(),
            lane.helpers(),
            chip.rows,
            chip.cells,
            chip.messages,
            lane.degree(),
            lane.fixed.len(),
            lane.constraints().len()
        )
    });
    expect![[r#"
        keccak sponge: columns 127 + 6, rows 1248, cells 165984, messages 16051, degree 5, fixed columns 59, constraints 337
        keccak word: columns 10 + 2, rows 10, cells 120, messages 48, degree 5, fixed columns 0, constraints 11
    "#]]
    .assert_eq(&text.concat());
}
