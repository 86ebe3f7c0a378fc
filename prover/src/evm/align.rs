//! What steps on memory ask about numbers: 32 bytes across two words, and the price of growing. One row an answer.
//!
//! | chip | says |
//! |---|---|
//! | window | v is the 32 bytes of a ‖ b from byte s on |
//! | store | v is the 32 bytes of a' ‖ b' from byte s on, which differs from a ‖ b nowhere else |
//! | join | z is the first t bytes of x, then the last 32 − t bytes of y |
//! | expansion | memory of `after` words costs so much more than memory of `before` words |
//!
//! **Bytes.** `x·2^(8s) = h·2^256 + r` cuts a word: h is its s highest bytes, r the others, shifted up by s. The products are
//! [`crate::range::MultiplyLane`]'s, which checks all limbs; `2^(8s)` is the table's, and `s < 32` is looked up here. Then `v = r(a) + h(b)`
//! limb by limb: r(a) is a multiple of `2^(8s)` and `h(b) < 2^(8s)`, so no bit is set in both and no limb has a carry. A store keeps
//! h(a) and r(b), the bytes before and behind the window: the same cells stand in both products. For s = 0, h is 0 and r the
//! word: v = a, and b is unchanged. A join of h(x) and r(y) at t is the word z with these parts.
//!
//! **Price.** `C(w) = G_memory·w + ⌊w²/512⌋` (`C_mem`, Yellow Paper, appendix H.1; `G_memory` is Ethereum's 3, or the rules') and `gas = C(after) −
//! C(before)`. Each square is `512·q + r` with `r < 2^9` and `q < 2^33`, looked up in the table; sizes are integers below 2^43 (see `growth.rs`), so
//! nothing wraps and q is the floor. It is so for up to 2^21 words, which cost 8.6·10^9 gas; beyond, there is no answer.
//!
//! Degree 3, nine messages at most. Largest intermediate value: a size's square, below 2^86.

use ff::Field;
use ruint::aliases::U256;

use super::growth::{Expansion, SQUARE_DIVISOR, two_limbs};
use super::notes::Notes;
use super::step::WordCells;
use crate::Felt;
use crate::circuit::{Cell, ChipBuilder, ChipId, Expr, Group, Kind, Lane, LaneBuilder, RowMut, Witness};
use crate::range::{LIMB_BITS, Product, power_of_two};
use crate::word::{Word, integer, small, word};

/// Bits of an offset within a word of memory.
const SHIFT_BITS: u64 = 5;
/// Bits of a remainder modulo 512.
const REMAINDER_BITS: u64 = 9;
/// Limbs of a quotient by 512.
const QUOTIENT_LIMBS: usize = 3;

/// 32 bytes across two words are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// The byte where they start.
    pub(super) shift: Felt,
    /// The two words.
    pub(super) words: [Word; 2],
    /// The bytes.
    pub(super) value: Word,
}

/// 32 bytes across two words are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Store {
    /// The byte where they start.
    pub(super) shift: Felt,
    /// The two words before.
    pub(super) before: [Word; 2],
    /// The two words after.
    pub(super) after: [Word; 2],
    /// The bytes.
    pub(super) value: Word,
}

/// The first bytes of one word, then the last of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Join {
    /// Bytes of the first.
    pub(super) bytes: Felt,
    /// The two words.
    pub(super) words: [Word; 2],
    /// What they are together.
    pub(super) joined: Word,
}

/// The 32 bytes from a byte on of two words.
pub(super) fn window(shift: u64, words: [Word; 2]) -> Word {
    let [(_, low), (high, _)] = words.map(|word| cut(word, Felt::from(shift)));
    [low[0] + high[0], low[1] + high[1]]
}

/// The first bytes of one word, then the last of another.
pub(super) fn join(bytes: u64, words: [Word; 2]) -> Word {
    let bits = usize::try_from(8 * bytes % 256).expect("at most 32 bytes");
    let rest = if bits == 0 { U256::MAX } else { (U256::from(1) << (256 - bits)) - U256::from(1) };
    let [x, y] = words.map(integer);
    word((x & !rest) | (y & rest))
}

/// A word and its parts.
#[derive(Clone, Copy, Debug)]
struct CutCells {
    word: WordCells,
    /// The s highest bytes.
    high: WordCells,
    /// The others, shifted up.
    low: WordCells,
}

/// The square of a size: `512·q + r`.
#[derive(Clone, Copy, Debug)]
struct SquareCells {
    size: Cell,
    quotient: [Cell; QUOTIENT_LIMBS],
    remainder: Cell,
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct AlignLane {
    pub(super) lane: Lane,
    window: ChipId,
    store: ChipId,
    join: ChipId,
    expansion: ChipId,
    shift: Cell,
    power: WordCells,
    a: CutCells,
    b: CutCells,
    stored_a: CutCells,
    stored_b: CutCells,
    joined: CutCells,
    squares: [SquareCells; 2],
    /// `G_memory`.
    word_gas: u64,
}

fn own_word(chip: &mut ChipBuilder<'_>, name: &str) -> WordCells {
    WordCells { lo: chip.cell(format!("{name}.lo")), hi: chip.cell(format!("{name}.hi")) }
}

impl AlignLane {
    /// Declares the lane.
    pub(super) fn declare(word_gas: u64) -> Self {
        let mut b = LaneBuilder::new("align");
        let window = b.chip("window", Group::Memory);
        let store = b.chip("store", Group::Memory);
        let join = b.chip("join", Group::Memory);
        let expansion = b.chip("expansion", Group::Memory);
        let shift = b.column("shift in bytes");
        let power = WordCells::declare(&mut b, "2^(8·shift)");
        let [first, second] = ["a", "b"].map(|name| CutCells {
            word: WordCells::declare(&mut b, name),
            high: WordCells::declare(&mut b, &format!("{name}, high bytes")),
            low: WordCells::declare(&mut b, &format!("{name}, low bytes")),
        });
        let (stored_a, stored_b) = b.declare(store, |chip| {
            let [a, low, b, high] = ["a'", "a', low bytes", "b'", "b', high bytes"].map(|name| own_word(chip, name));
            // the bytes around the window are the same cells before and after
            (CutCells { word: a, high: first.high, low }, CutCells { word: b, high, low: second.low })
        });
        let joined = b.declare(join, |chip| {
            let word = own_word(chip, "z");
            CutCells { word, high: first.high, low: second.low }
        });
        let squares = b.declare(expansion, |chip| {
            ["before", "after"].map(|name| SquareCells {
                size: chip.cell(format!("words {name}")),
                quotient: std::array::from_fn(|i| chip.cell(format!("limb {i} of the square's quotient {name}"))),
                remainder: chip.cell(format!("square's remainder {name}")),
            })
        });

        let joins = b.flag(join);
        let cuts = b.flag(window) + b.flag(store) + joins.clone();
        let shift_range = b.slot([SHIFT_BITS.into(), shift.into()]);
        b.receive(shift_range, Kind::Range, cuts.clone());
        let table = b.slot([shift * 8, power.lo.into(), power.hi.into()]);
        b.receive(table, Kind::Power, cuts.clone());
        let stores = b.flag(store);
        // z has its own cells where a' has
        assert_eq!([joined.word.lo, joined.word.hi], [stored_a.word.lo, stored_a.word.hi], "the pool's first columns");
        for (cut, condition) in
            [(first, cuts.clone()), (second, cuts), (stored_a, stores.clone()), (stored_b, stores), (joined, joins)]
        {
            let zero = [Expr::ZERO, Expr::ZERO];
            let words = [cut.word.limbs(), power.limbs(), zero, cut.low.limbs(), cut.high.limbs()];
            let slot = b.slot(words.into_iter().flatten());
            b.receive(slot, Kind::WideMulAdd, condition);
        }
        for (chip, a, second) in [(window, first, second), (store, stored_a, stored_b)] {
            let value = [a.low.lo + second.high.lo, a.low.hi + second.high.hi];
            let words = [a.word.limbs(), second.word.limbs(), value];
            let slot = b.slot(std::iter::once(shift.into()).chain(words.into_iter().flatten()));
            b.declare(chip, |chip| chip.send(slot, Kind::EvmWindow));
        }
        let words = [first, second, stored_a, stored_b].map(|cut| cut.word.limbs());
        let outside = b.slot(std::iter::once(shift.into()).chain(words.into_iter().flatten()));
        b.declare(store, |chip| chip.send(outside, Kind::EvmOutside));

        let words = [first, second, joined].map(|cut| cut.word.limbs());
        let said = b.slot(std::iter::once(shift.into()).chain(words.into_iter().flatten()));
        b.declare(join, |chip| chip.send(said, Kind::EvmJoin));

        let quotient = |square: &SquareCells| -> Expr {
            let limbs = (0..).step_by(LIMB_BITS as usize).zip(square.quotient);
            limbs.map(|(bits, limb)| limb * power_of_two(bits)).sum()
        };
        let [before, after] = squares;
        let gas = (after.size - before.size) * word_gas + quotient(&after) - quotient(&before);
        let price = b.slot([before.size.into(), after.size.into(), gas]);
        b.declare(expansion, |chip| chip.send(price, Kind::EvmExpansion));
        for (square, name) in squares.iter().zip(["before", "after"]) {
            let limbs = square.quotient.map(|limb| (u64::from(LIMB_BITS), limb));
            for (bits, cell) in limbs.into_iter().chain([(REMAINDER_BITS, square.remainder)]) {
                let slot = b.slot([bits.into(), cell.into()]);
                b.declare(expansion, |chip| chip.receive(slot, Kind::Range));
            }
            let divided = quotient(square) * SQUARE_DIVISOR + square.remainder;
            b.declare(expansion, |chip| {
                chip.constrain(format!("the square is 512·q + r, {name}"), square.size * square.size - divided);
            });
        }
        Self {
            lane: b.finish(),
            window,
            store,
            join,
            expansion,
            shift,
            power,
            a: first,
            b: second,
            stored_a,
            stored_b,
            joined,
            squares,
            word_gas,
        }
    }

    /// Fills all answers that were asked for, and notes the products they need.
    pub(super) fn fill_all(&self, witness: &mut Witness, index: usize, notes: &mut Notes) {
        for window in &notes.windows {
            self.fill_window(witness, index, window, &mut notes.products);
        }
        for store in &notes.stores {
            self.fill_store(witness, index, store, &mut notes.products);
        }
        for join in &notes.joins {
            self.fill_join(witness, index, join, &mut notes.products);
        }
        for expansion in &notes.expansions {
            self.fill_expansion(witness, index, expansion);
        }
    }

    /// The high part of b is solved for, so that a false value fails nowhere but in a product.
    fn fill_window(&self, witness: &mut Witness, index: usize, window: &Window, products: &mut Vec<Product>) {
        let mut row = witness.row(index, &self.lane, self.window);
        let power = self.fill_shift(&mut row, window.shift);
        let [a, b] = window.words;
        let ((a_high, a_low), (_, b_low)) = (cut(a, window.shift), cut(b, window.shift));
        let b_high = [0, 1].map(|i| window.value[i] - a_low[i]);
        fill_cut(&mut row, &self.a, power, [a, a_low, a_high], products);
        fill_cut(&mut row, &self.b, power, [b, b_low, b_high], products);
    }

    fn fill_store(&self, witness: &mut Witness, index: usize, store: &Store, products: &mut Vec<Product>) {
        let mut row = witness.row(index, &self.lane, self.store);
        let power = self.fill_shift(&mut row, store.shift);
        let [(a_high, a_low), (b_high, b_low)] = store.before.map(|word| cut(word, store.shift));
        let (_, new_low) = cut(store.after[0], store.shift);
        let new_high = [0, 1].map(|i| store.value[i] - new_low[i]);
        fill_cut(&mut row, &self.a, power, [store.before[0], a_low, a_high], products);
        fill_cut(&mut row, &self.b, power, [store.before[1], b_low, b_high], products);
        fill_cut(&mut row, &self.stored_a, power, [store.after[0], new_low, a_high], products);
        fill_cut(&mut row, &self.stored_b, power, [store.after[1], b_low, new_high], products);
    }

    fn fill_join(&self, witness: &mut Witness, index: usize, join: &Join, products: &mut Vec<Product>) {
        let mut row = witness.row(index, &self.lane, self.join);
        let power = self.fill_shift(&mut row, join.bytes);
        let [(x_high, x_low), (y_high, y_low)] = join.words.map(|word| cut(word, join.bytes));
        fill_cut(&mut row, &self.a, power, [join.words[0], x_low, x_high], products);
        fill_cut(&mut row, &self.b, power, [join.words[1], y_low, y_high], products);
        fill_cut(&mut row, &self.joined, power, [join.joined, y_low, x_high], products);
    }

    fn fill_shift(&self, row: &mut RowMut<'_>, shift: Felt) -> Word {
        let power = word(U256::from(1) << (8 * usize_of(shift)));
        row.set(self.shift, shift);
        self.power.fill(row, power);
        power
    }

    /// The larger square's quotient is solved for from the price, so that a false price fails nowhere but in the square.
    fn fill_expansion(&self, witness: &mut Witness, index: usize, expansion: &Expansion) {
        let mut row = witness.row(index, &self.lane, self.expansion);
        let Expansion { before, after, gas } = *expansion;
        let quotient = Felt::from(small(before).saturating_mul(small(before)) / SQUARE_DIVISOR);
        let larger = quotient + gas - (after - before) * Felt::from(self.word_gas);
        for (cells, (size, quotient)) in self.squares.iter().zip([(before, quotient), (after, larger)]) {
            row.set(cells.size, size);
            row.set(cells.remainder, size.square() - quotient * Felt::from(SQUARE_DIVISOR));
            let [low, rest] = two_limbs(quotient);
            let [middle, high] = two_limbs(rest);
            cells.quotient.iter().zip([low, middle, high]).for_each(|(cell, limb)| row.set(*cell, limb));
        }
    }
}

fn fill_cut(
    row: &mut RowMut<'_>,
    cells: &CutCells,
    power: Word,
    [word, low, high]: [Word; 3],
    products: &mut Vec<Product>,
) {
    cells.word.fill(row, word);
    cells.low.fill(row, low);
    cells.high.fill(row, high);
    products.push(Product([word, power, [Felt::ZERO; 2], low, high]));
}

/// The highest bytes of a word, so many, and the others, shifted up.
fn cut(whole: Word, shift: Felt) -> (Word, Word) {
    let bits = 8 * usize_of(shift);
    let value = integer(whole);
    let high = if bits == 0 { U256::ZERO } else { value >> (256 - bits) };
    (word(high), word(value << bits))
}

/// A shift; of an element that is none, its lowest bits.
fn usize_of(shift: Felt) -> usize {
    usize::try_from(small(shift) % 32).expect("five bits")
}
