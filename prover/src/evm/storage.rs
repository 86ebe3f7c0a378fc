//! SLOAD and SSTORE. One row a step.
//!
//! K is the slot, popped first; O its value before the transaction, C before the step, N after it. The slot's message has a time; the
//! access proves that the one before it was earlier: `clock − 1 − time before` has 22 bits. It leaves the slot warm.
//!
//! | chip | dynamic gas | refund |
//! |---|---|---|
//! | sload | 2000 if cold | |
//! | sstore | 100, and 2100 if cold, and `f·(2800 + 17100·[O = 0])` | `4800·f·p + d·(4800·(p − q) + [O = N]·(2800 + 17100·[O = 0]))` |
//!
//! f: the value changes from what it was before the transaction (N ≠ C, O = C); d: it changes again (N ≠ C, O ≠ C); p: O ≠ 0, N = 0; q:
//! O ≠ 0, C = 0. These are EIP-2200's cases, here with Ethereum's prices: those of EIP-2929 (cold 2,100, warm 100) and EIP-3529 (clearing gives 4,800): set
//! 20,000 = 100 + 2800 + 17100, reset 2,900 = 100 + 2800, restoring 0 gives 19,900, restoring another value 2,800. SSTORE proves
//! `gas > 2300` (EIP-2200). An access that cannot be paid for says its price instead of the next state (see `halt.rs`): what it did to the slot
//! is undone, as all is. Equality and zero are decided both ways, by inverses. Degree 5, 15 messages.

use ff::Field;
use vm_evm::UnitPrices;
use vm_evm::opcode::{SLOAD, SSTORE};

use super::notes::Notes;
use super::step::{ContextCells, PopCells, StepColumns, WordCells, inverse};
use super::timeline::EvmStep;
use crate::Felt;
use crate::circuit::{Bit, Cell, ChipBuilder, ChipId, Expr, Group, Kind, Lane, LaneBuilder, RowMut, Witness};
use crate::range::{LIMB_BITS, power_of_two};
use crate::word::Word;

/// SSTORE needs more gas than this (EIP-2200).
pub(super) const STIPEND: u64 = 2300;

/// Whether two words are equal, decided.
#[derive(Clone, Copy, Debug)]
struct Equality {
    bit: Bit,
    inverses: [Cell; 2],
}

impl Equality {
    fn declare(chip: &mut ChipBuilder<'_>, name: &str, a: WordCells, b: WordCells) -> Self {
        let bit = chip.bit(name);
        let inverses = [0, 1].map(|limb| chip.cell(format!("{name}: inverse {limb}")));
        let [low, high] = [a.lo - b.lo, a.hi - b.hi];
        chip.constrain(format!("{name}: low limbs, if equal"), bit.expr() * low.clone());
        chip.constrain(format!("{name}: high limbs, if equal"), bit.expr() * high.clone());
        let different = low * inverses[0] + high * inverses[1] - 1;
        chip.constrain(format!("{name}: a limb differs, if not"), bit.complement() * different);
        Self { bit, inverses }
    }

    fn fill(&self, row: &mut RowMut<'_>, a: Word, b: Word) -> bool {
        let equal = a == b;
        row.set(self.bit.cell(), u64::from(equal));
        // one inverse is enough
        let low = inverse(a[0] - b[0]);
        let high = if low == Felt::ZERO { inverse(a[1] - b[1]) } else { Felt::ZERO };
        row.set(self.inverses[0], low);
        row.set(self.inverses[1], high);
        equal
    }
}

/// Whether a word is zero, decided by the sum of its limbs, which is below 2^129.
#[derive(Clone, Copy, Debug)]
struct Zero {
    bit: Bit,
    inverse: Cell,
}

impl Zero {
    fn declare(chip: &mut ChipBuilder<'_>, name: &str, word: WordCells) -> Self {
        let bit = chip.bit(name);
        let inverse = chip.cell(format!("{name}: inverse"));
        let sum = word.lo + word.hi;
        chip.constrain(format!("{name}: it is, if so"), bit.expr() * sum.clone());
        chip.constrain(format!("{name}: it is not, if not"), sum * inverse + bit.cell() - 1);
        Self { bit, inverse }
    }

    fn fill(&self, row: &mut RowMut<'_>, word: Word) -> bool {
        let sum = word[0] + word[1];
        row.set(self.bit.cell(), u64::from(sum == Felt::ZERO));
        row.set(self.inverse, inverse(sum));
        sum == Felt::ZERO
    }
}

/// The cells that decide an SSTORE's price.
#[derive(Clone, Copy, Debug)]
struct Case {
    unchanged: Equality,
    clean: Equality,
    restored: Equality,
    original: Zero,
    current: Zero,
    new: Zero,
    fresh: Cell,
    dirty: Cell,
    clears: Cell,
    was_cleared: Cell,
    restores: Cell,
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub(super) struct StorageLane {
    /// The lane.
    pub(super) lane: Lane,
    sload: ChipId,
    sstore: ChipId,
    step: StepColumns,
    context: ContextCells,
    slot: PopCells,
    new: PopCells,
    original: WordCells,
    current: WordCells,
    warm: Bit,
    age: [Cell; 2],
    /// A load or a store cannot be paid.
    halts: [Bit; 2],
    dynamic: Cell,
    refund: Cell,
    case: Case,
    prices: UnitPrices,
}

impl StorageLane {
    /// Declares the lane.
    pub(super) fn declare(prices: &UnitPrices) -> Self {
        let mut b = LaneBuilder::new("storage");
        let [sload, sstore] = ["sload", "sstore"].map(|name| b.chip(name, Group::Execution));
        let step = StepColumns::declare(&mut b);
        let context = ContextCells::declare(&mut b);
        let [slot, new] = ["slot", "new value"].map(|name| PopCells::declare(&mut b, name));
        let [original, current] = ["original value", "current value"].map(|name| WordCells::declare(&mut b, name));
        let warm = b.bit("the slot is warm");
        let age @ [age_low, age_high] = b.columns(["age of the slot, low limb", "age of the slot, high limb"]);
        let [load_halts, store_halts] = ["a load that cannot be paid", "a store that cannot be paid"].map(|n| b.bit(n));
        let [dynamic, refund] = b.columns(["dynamic gas", "change of the refund"]);

        let on = b.on();
        let stores = b.flag(sstore);
        let loads = b.flag(sload);
        step.receive(&mut b);
        let halts = load_halts.expr() + store_halts.cell();
        step.send(&mut b, step.pc + 1, stores.clone() * (-Felt::from(2)), dynamic.into(), on.clone() - halts.clone());
        step.send_price(&mut b, dynamic.into(), halts);
        b.constrain("a load that halts is a load", load_halts.expr() * (Expr::from(1) - loads.clone()));
        b.constrain("a store that halts is a store", store_halts.expr() * (Expr::from(1) - stores.clone()));
        step.fetch(&mut b, &[(sload, SLOAD), (sstore, SSTORE)], Expr::ZERO, step.pc + 1);
        slot.pop(&mut b, &step, step.sp - 1, on.clone());
        new.pop(&mut b, &step, step.sp - 2, stores.clone());
        let loaded = new.word.push(&mut b, &step, step.sp - 1);
        b.send(loaded, Kind::EvmStack, loads - load_halts.cell());
        let record = |b: &mut LaneBuilder, time: Expr, value: WordCells, warm: Expr| {
            let words = [slot.word, original, value].into_iter().flat_map(|word| [word.lo, word.hi]);
            b.slot([time].into_iter().chain(words.map(Expr::from)).chain([warm]))
        };
        let since = step.clock - 1 - age_low - age_high * (1 << LIMB_BITS);
        let before = record(&mut b, since, current, warm.expr());
        let after = record(&mut b, step.clock.into(), new.word, 1.into());
        b.receive(before, Kind::Storage, on.clone());
        b.send(after, Kind::Storage, on.clone());
        for limb in age {
            let check = b.slot([u64::from(LIMB_BITS).into(), limb.into()]);
            b.receive(check, Kind::Range, on.clone());
        }
        let goes_on = stores.clone() - store_halts.cell();
        context.receive(&mut b, &step, goes_on.clone());
        context.send(&mut b, &step, [context.words.into(), context.refund + refund, context.logs.into()], goes_on);
        let enough = b.slot([power_of_two(64).into(), step.gas - (STIPEND + 1)]);
        b.receive(enough, Kind::RangeWide, stores);

        b.declare(sload, |chip| {
            chip.constrain("a load changes nothing, low limb", new.word.lo - current.lo);
            chip.constrain("a load changes nothing, high limb", new.word.hi - current.hi);
            chip.constrain("a cold load costs more", warm.complement() * prices.cold_load - dynamic);
            chip.constrain("a load refunds nothing", refund.into());
        });
        let case = b.declare(sstore, |chip| {
            let unchanged = Equality::declare(chip, "the new value is the current one", new.word, current);
            let clean = Equality::declare(chip, "the current value is the original one", current, original);
            let restored = Equality::declare(chip, "the new value is the original one", new.word, original);
            let zero_original = Zero::declare(chip, "the original value is zero", original);
            let zero_current = Zero::declare(chip, "the current value is zero", current);
            let zero_new = Zero::declare(chip, "the new value is zero", new.word);
            let [fresh, dirty, clears, was_cleared, restores] = [
                "a first change",
                "a further change",
                "a value other than zero is cleared",
                "a value other than zero was cleared",
                "refund of restoring",
            ]
            .map(|name| chip.cell(name));
            let changed = unchanged.bit.complement();
            chip.constrain(
                "a change is the first if the value was original",
                changed.clone() * clean.bit.cell() - fresh,
            );
            chip.constrain("a change is a further one if it was not", changed - fresh - dirty);
            chip.constrain("clearing", zero_original.bit.complement() * zero_new.bit.cell() - clears);
            chip.constrain("having cleared", zero_original.bit.complement() * zero_current.bit.cell() - was_cleared);
            let price = zero_original.bit.expr() * prices.set + prices.reset;
            chip.constrain("restoring", restored.bit.expr() * price.clone() - restores);
            let gas = warm.complement() * prices.cold_store + prices.store + fresh * price;
            chip.constrain("a store costs what its case costs", gas - dynamic);
            let again = (clears - was_cleared) * prices.clear_refund + restores;
            chip.constrain(
                "a store refunds what its case refunds",
                fresh * clears * prices.clear_refund + dirty * again - refund,
            );
            Case {
                unchanged,
                clean,
                restored,
                original: zero_original,
                current: zero_current,
                new: zero_new,
                fresh,
                dirty,
                clears,
                was_cleared,
                restores,
            }
        });
        Self {
            lane: b.finish(),
            sload,
            sstore,
            step,
            context,
            slot,
            new,
            original,
            current,
            warm,
            age,
            halts: [load_halts, store_halts],
            dynamic,
            refund,
            case,
            prices: *prices,
        }
    }

    /// The chip of a function, if it is one of this lane's.
    pub(super) fn chip(&self, function: u8) -> Option<ChipId> {
        match function {
            SLOAD => Some(self.sload),
            SSTORE => Some(self.sstore),
            _ => None,
        }
    }

    /// Fills a step.
    pub(super) fn fill(
        &self,
        witness: &mut Witness,
        index: usize,
        chip: ChipId,
        function: u8,
        step: &EvmStep,
        notes: &mut Notes,
    ) {
        let Some(access) = &step.storage else { return };
        let mut row = witness.row(index, &self.lane, chip);
        self.step.fill(&mut row, step);
        if let Some(popped) = step.popped.first() {
            self.slot.fill(&mut row, popped);
        }
        self.original.fill(&mut row, access.original);
        self.current.fill(&mut row, access.before);
        row.set(self.warm.cell(), u64::from(access.was_warm));
        let age = crate::word::small(step.state[0]).wrapping_sub(1 + access.since);
        row.set(self.age[0], age % (1 << LIMB_BITS));
        row.set(self.age[1], age >> LIMB_BITS);
        let cold = u64::from(!access.was_warm);
        let halts = step.cause.is_some();
        let mut pays = |row: &mut RowMut<'_>, dynamic: u64| {
            row.set(self.dynamic, dynamic);
            if halts {
                row.set(self.halts[usize::from(function == SSTORE)].cell(), 1u64);
                notes.exhausted = Some(step.code.gas + Felt::from(dynamic));
            }
        };
        if function == SLOAD {
            self.new.word.fill(&mut row, step.pushed.first().copied().unwrap_or(access.before));
            pays(&mut row, cold * self.prices.cold_load);
            return;
        }
        if !halts {
            self.context.fill(&mut row, step);
        }
        if let Some(popped) = step.popped.get(1) {
            self.new.fill(&mut row, popped);
        }
        notes.ranges.push((64, step.state[3] - Felt::from(STIPEND + 1)));
        let Case { unchanged, clean, restored, original, current, new, fresh, dirty, clears, was_cleared, restores } =
            self.case;
        let (o, c, n) = (access.original, access.before, access.after);
        let changed = !unchanged.fill(&mut row, n, c);
        let is_clean = clean.fill(&mut row, c, o);
        let is_restored = restored.fill(&mut row, n, o);
        let zero = original.fill(&mut row, o);
        let cleared = !zero & current.fill(&mut row, c);
        let clearing = !zero & new.fill(&mut row, n);
        let prices = &self.prices;
        let price = prices.reset + u64::from(zero) * prices.set;
        let is_fresh = changed && is_clean;
        let is_dirty = changed && !is_clean;
        for (cell, bit) in [(fresh, is_fresh), (dirty, is_dirty), (clears, clearing), (was_cleared, cleared)] {
            row.set(cell, u64::from(bit));
        }
        let back = if is_restored { price } else { 0 };
        row.set(restores, back);
        pays(&mut row, prices.store + cold * prices.cold_store + if is_fresh { price } else { 0 });
        let flag = |bit: bool| Felt::from(u64::from(bit));
        let clear = Felt::from(prices.clear_refund);
        let again = (flag(clearing) - flag(cleared)) * clear + Felt::from(back);
        row.set(self.refund, flag(is_fresh && clearing) * clear + flag(is_dirty) * again);
    }
}
