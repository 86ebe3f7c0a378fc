//! Lanes and chips: the builder.
//!
//! A lane is a set of columns. Each of its rows is used by at most one chip, named by a boolean flag column; a padding row has no
//! flag and zeros everywhere. A message leaves a row through a *slot*, whose values are linear in the row's cells whatever the chip: a
//! chip's flag changes only the slot's tag and multiplicity, so fingerprints stay linear and three share one helper column.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::bus::Kind;
use super::expr::{Cell, Column, Expr};
use super::{MAX_DEGREE, MESSAGES_PER_HELPER};
use crate::Felt;

/// What a chip's cost is counted under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Group {
    /// Steps of the machine and their arithmetic.
    Execution,
    /// Stack, memory, frames.
    Memory,
    /// Storage and its tree.
    State,
    /// The program or bytecode and its commitment.
    Code,
    /// Call data and return data.
    Calldata,
    /// Hash permutations.
    Hash,
    /// Fixed tables, public inputs, the bus itself.
    Table,
}

impl Group {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Execution => "execution",
            Self::Memory => "memory",
            Self::State => "state",
            Self::Code => "code",
            Self::Calldata => "calldata",
            Self::Hash => "hash",
            Self::Table => "table",
        }
    }
}

/// Where a fixed cell stands.
#[derive(Clone, Copy, Debug)]
pub struct Position {
    /// Row of its instance, below `rows`.
    pub row: usize,
    /// Rows of the instance.
    pub rows: usize,
    /// The lane's rows in the instances before it.
    pub before: usize,
}

impl Position {
    /// The row's number over all instances of the lane.
    pub fn index(self) -> usize {
        self.before + self.row
    }
}

/// Rows of a table with so many entries, as [`LaneBuilder::table`] declares it.
pub const fn table_rows(entries: usize) -> usize {
    entries.div_ceil(MESSAGES_PER_HELPER)
}

/// Gives a fixed column its content.
#[derive(Clone)]
pub(crate) struct Fill(pub(crate) Arc<dyn Fn(Position) -> Felt + Send + Sync>);

impl fmt::Debug for Fill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fill")
    }
}

/// A sentence that holds on every row: its polynomial is zero.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// The sentence.
    pub name: String,
    /// The chip it belongs to; none: the lane.
    pub chip: Option<ChipId>,
    /// The polynomial, multiplied by the chip's flag already.
    pub expr: Expr,
    /// The fixed column that says on which rows it holds; none: on every usable row.
    pub rows: Option<usize>,
}

impl Constraint {
    /// The degree with the selector of its rows.
    pub fn degree(&self) -> usize {
        self.expr.degree() + 1
    }
}

/// A place through which each row may send or receive one message.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The tuple; linear.
    pub values: Vec<Expr>,
    /// The message's kind, zero if the row says nothing here; linear.
    pub tag: Expr,
    /// Positive: sent; negative: received; of degree 2 at most.
    pub multiplicity: Expr,
    /// The advice column that holds how often the message is sent, where that is the number of its receivers.
    pub counted: Option<usize>,
}

/// A lane's slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SlotId(usize);

/// A lane's chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChipId(pub(crate) usize);

/// A cell that has been constrained to 0 or 1.
#[derive(Clone, Copy, Debug)]
pub struct Bit(Cell);

impl Bit {
    /// The cell.
    pub fn cell(self) -> Cell {
        self.0
    }

    /// Its value.
    pub fn expr(self) -> Expr {
        self.0.into()
    }

    /// One minus its value.
    pub fn complement(self) -> Expr {
        Expr::from(1) - self.0
    }
}

#[derive(Clone, Debug)]
pub(crate) struct ChipInfo {
    pub name: &'static str,
    pub group: Group,
    pub flag: usize,
    /// Names of the chip's own cells in the lane's pool columns.
    cells: Vec<String>,
}

/// A kind of lane: columns, constraints, slots. A circuit has any number of instances of it.
#[derive(Clone, Debug)]
pub struct Lane {
    /// Its name.
    pub name: &'static str,
    columns: Vec<String>,
    pool: Vec<usize>,
    pub(crate) fixed: Vec<(String, Fill)>,
    pub(crate) chips: Vec<ChipInfo>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) slots: Vec<Slot>,
    /// Columns filled by the statement.
    pub(crate) public: Vec<String>,
    /// Rows that stand in one instance together.
    pub(crate) block: usize,
}

impl Lane {
    /// First-phase advice columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Second-phase advice columns of one instance.
    pub fn helpers(&self) -> usize {
        self.slots.len().div_ceil(MESSAGES_PER_HELPER)
    }

    /// Constraints of a row, in order of declaration.
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// Message slots of a row.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The chips that share the lane.
    pub fn chips(&self) -> impl Iterator<Item = (ChipId, &'static str, Group)> {
        self.chips.iter().enumerate().map(|(id, chip)| (ChipId(id), chip.name, chip.group))
    }

    /// The flag column of a chip.
    pub fn flag(&self, chip: ChipId) -> usize {
        self.chips[chip.0].flag
    }

    /// What an advice column means to a chip; to the lane, without a chip.
    pub fn column_name(&self, chip: Option<ChipId>, column: usize) -> &str {
        let own = chip.and_then(|chip| {
            let place = self.pool.iter().position(|c| *c == column)?;
            self.chips[chip.0].cells.get(place)
        });
        own.unwrap_or(&self.columns[column])
    }

    /// Whether the chips share a column for cells of their own.
    pub fn is_in_pool(&self, column: usize) -> bool {
        self.pool.contains(&column)
    }

    /// Whether a column is the lane's or one of the chip's own cells: another chip's cells mean nothing on this chip's rows.
    pub fn is_own(&self, chip: Option<ChipId>, column: usize) -> bool {
        match self.pool.iter().position(|c| *c == column) {
            Some(place) => chip.is_some_and(|chip| place < self.chips[chip.0].cells.len()),
            None => true,
        }
    }

    /// Whether its rows are tied to the next by rotation, from the first to the last, so that they stand in one instance.
    pub(crate) fn is_in_one_piece(&self) -> bool {
        self.block == 1 && self.rotations().len() > 1
    }

    /// By fixed column, whether it says on which rows a constraint holds.
    pub(crate) fn selecting_columns(&self) -> Vec<bool> {
        let mut selecting = vec![false; self.fixed.len()];
        self.constraints.iter().filter_map(|constraint| constraint.rows).for_each(|column| selecting[column] = true);
        selecting
    }

    /// Calls a function with every cell that constraints and messages mention.
    fn for_each_cell(&self, f: &mut impl FnMut(Cell)) {
        let said = self.slots.iter().flat_map(|slot| slot.values.iter().chain([&slot.tag, &slot.multiplicity]));
        self.constraints.iter().map(|constraint| &constraint.expr).chain(said).for_each(|expr| expr.for_each_cell(f));
    }

    /// The rotations at which constraints and messages mention advice cells, 0 included.
    pub(crate) fn rotations(&self) -> BTreeSet<isize> {
        let mut rotations = BTreeSet::from([0]);
        self.for_each_cell(&mut |cell| {
            if let Column::Advice(_) = cell.column {
                rotations.insert(cell.rotation);
            }
        });
        rotations
    }

    /// The largest degree of a constraint, row selector and helper constraints included.
    pub fn degree(&self) -> usize {
        // h·f₁f₂f₃; a multiplicity of degree 2 takes no more
        let helpers = self.slots.len().min(MESSAGES_PER_HELPER) + 1;
        let own = self.constraints.iter().map(Constraint::degree).max().unwrap_or(0);
        own.max(if self.slots.is_empty() { 0 } else { helpers + 1 })
    }
}

/// Declares a lane: its columns, its chips, what they promise and what they say.
#[derive(Debug)]
pub struct LaneBuilder {
    lane: Lane,
}

impl LaneBuilder {
    /// An empty lane.
    pub fn new(name: &'static str) -> Self {
        let lane = Lane {
            name,
            columns: vec![],
            pool: vec![],
            fixed: vec![],
            chips: vec![],
            constraints: vec![],
            slots: vec![],
            public: vec![],
            block: 1,
        };
        Self { lane }
    }

    /// An advice column that means the same to every chip.
    pub fn column(&mut self, name: impl Into<String>) -> Cell {
        self.lane.columns.push(name.into());
        Cell { column: Column::Advice(self.lane.columns.len() - 1), rotation: 0 }
    }

    /// Several advice columns.
    pub fn columns<const N: usize>(&mut self, names: [&str; N]) -> [Cell; N] {
        names.map(|name| self.column(name))
    }

    /// A boolean column that means the same to every chip.
    pub fn bit(&mut self, name: &str) -> Bit {
        let cell = self.column(name);
        self.constrain(format!("{name} is 0 or 1"), cell * (cell - 1));
        Bit(cell)
    }

    /// A fixed column.
    pub fn fixed(&mut self, name: &str, fill: impl Fn(Position) -> Felt + Send + Sync + 'static) -> Cell {
        self.lane.fixed.push((name.to_owned(), Fill(Arc::new(fill))));
        Cell { column: Column::Fixed(self.lane.fixed.len() - 1), rotation: 0 }
    }

    /// Adds a chip and its flag column.
    pub fn chip(&mut self, name: &'static str, group: Group) -> ChipId {
        let flag = self.bit(name);
        let Column::Advice(flag) = flag.cell().column else { unreachable!("a bit is an advice cell") };
        self.lane.chips.push(ChipInfo { name, group, flag, cells: vec![] });
        ChipId(self.lane.chips.len() - 1)
    }

    /// The flag of a chip.
    pub fn flag(&self, chip: ChipId) -> Expr {
        self.flag_cell(chip).into()
    }

    /// The flag's cell, for blocks of rows.
    pub fn flag_cell(&self, chip: ChipId) -> Cell {
        Cell { column: Column::Advice(self.lane.flag(chip)), rotation: 0 }
    }

    /// 1 on rows that are in use.
    pub fn on(&self) -> Expr {
        (0..self.lane.chips.len()).map(|chip| self.flag(ChipId(chip))).sum()
    }

    /// A promise of every row, whatever its chip.
    ///
    /// # Panics
    /// If the degree leaves no room for the row selector.
    pub fn constrain(&mut self, name: impl Into<String>, zero: Expr) {
        self.add_constraint(Constraint { name: name.into(), chip: None, expr: zero, rows: None });
    }

    /// A promise of the rows on which a fixed column is not zero: the column takes the place of the row selector.
    ///
    /// # Panics
    /// If the degree is too large.
    pub fn constrain_where(&mut self, rows: Cell, name: impl Into<String>, zero: Expr) {
        let Column::Fixed(rows) = rows.column else { panic!("rows are selected by a fixed column") };
        self.add_constraint(Constraint { name: name.into(), chip: None, expr: zero, rows: Some(rows) });
    }

    fn add_constraint(&mut self, constraint: Constraint) {
        let (lane, name, degree) = (self.lane.name, &constraint.name, constraint.degree());
        assert!(degree <= MAX_DEGREE, "{lane}: `{name}` has degree {degree}, more than {MAX_DEGREE}");
        self.lane.constraints.push(constraint);
    }

    /// A slot. What it says is up to [`Self::send`], [`Self::receive`] and the chips, whose conditions on one
    /// slot exclude each other (tags add up).
    pub fn slot(&mut self, values: impl IntoIterator<Item = Expr>) -> SlotId {
        let values: Vec<_> = values.into_iter().collect();
        assert!(values.iter().all(|v| v.degree() <= 1), "{}: a message's values are linear", self.lane.name);
        self.lane.slots.push(Slot { values, tag: Expr::ZERO, multiplicity: Expr::ZERO, counted: None });
        SlotId(self.lane.slots.len() - 1)
    }

    /// Sends a message where the condition, a linear expression of boolean value, is 1.
    pub fn send(&mut self, slot: SlotId, kind: Kind, condition: impl Into<Expr>) {
        let condition = condition.into();
        self.say(slot, condition.clone() * kind.tag(), condition);
    }

    /// Receives a message where the condition, a linear expression of boolean value, is 1.
    pub fn receive(&mut self, slot: SlotId, kind: Kind, condition: impl Into<Expr>) {
        let condition = condition.into();
        self.say(slot, condition.clone() * kind.tag(), -condition);
    }

    /// Sends a message as often as it is received, on rows where the condition is 1. The multiplicity is free: what
    /// is sent is true however often it is said.
    pub fn provide(&mut self, slot: SlotId, kind: Kind, condition: impl Into<Expr>, count: Cell) {
        let first = self.lane.slots[slot.0].counted.is_none();
        self.say(slot, condition.into() * kind.tag(), if first { count.into() } else { Expr::ZERO });
        self.counted(slot, count);
    }

    /// Adds to a slot's tag and multiplicity: the general form of [`Self::send`] and [`Self::receive`].
    pub fn say(&mut self, slot: SlotId, tag: Expr, multiplicity: Expr) {
        assert!(tag.degree() <= 1, "{}: a slot's tag is linear", self.lane.name);
        assert!(multiplicity.degree() <= 2, "{}: a multiplicity has degree 2 at most", self.lane.name);
        let slot = &mut self.lane.slots[slot.0];
        slot.tag = std::mem::replace(&mut slot.tag, Expr::ZERO) + tag;
        slot.multiplicity = std::mem::replace(&mut slot.multiplicity, Expr::ZERO) + multiplicity;
    }

    /// Names the column that holds a slot's count, filled by [`super::Witness::complete`].
    pub fn counted(&mut self, slot: SlotId, count: Cell) {
        let Column::Advice(column) = count.column else { panic!("a count is an advice cell") };
        let slot = &mut self.lane.slots[slot.0];
        assert!(slot.counted.is_none_or(|c| c == column), "a slot has one count");
        slot.counted = Some(column);
    }

    /// Declares the entries of a table, as many to a row as share a helper column: row `i` has those from [`MESSAGES_PER_HELPER`]` · i` on.
    /// Each is said as often as it is received, which is free, because every entry is true; what is no entry says nothing, since its
    /// tag is zero and no one receives a message of tag zero.
    pub fn table<const N: usize>(&mut self, kind: Kind, entry: fn(usize) -> Option<[u64; N]>) {
        for place in 0..MESSAGES_PER_HELPER {
            let entry = move |at: Position| entry(MESSAGES_PER_HELPER * at.index() + place);
            let tag = self.fixed(&format!("tag {place}"), move |at| Felt::from(entry(at).map_or(0, |_| kind.tag())));
            let values: [Cell; N] = std::array::from_fn(|i| {
                self.fixed(&format!("value {i} of {place}"), move |at| {
                    Felt::from(entry(at).map_or(0, |values| values[i]))
                })
            });
            self.entry(format!("uses {place}"), tag, values);
        }
    }

    /// Declares a table's message of each row: a tag, zero where there is no entry, and values. It is said as often as it is received.
    pub fn entry(&mut self, uses: impl Into<String>, tag: Cell, values: impl IntoIterator<Item = Cell>) {
        let uses = self.column(uses);
        let slot = self.slot(values.into_iter().map(Expr::from));
        self.say(slot, tag.into(), uses.into());
        self.counted(slot, uses);
    }

    /// Declares what a chip promises; its own cells come from the lane's pool, which the chips share.
    pub fn declare<T>(&mut self, chip: ChipId, declare: impl FnOnce(&mut ChipBuilder<'_>) -> T) -> T {
        declare(&mut ChipBuilder { lane: self, chip })
    }

    /// Makes the lane one of blocks of so many rows, each of which stands in one instance.
    pub fn blocks(&mut self, rows: usize) {
        self.lane.block = rows;
    }

    /// A column filled by the statement. Only one lane instance of a circuit may have such columns.
    pub fn public(&mut self, name: &str) -> Cell {
        self.lane.public.push(name.to_owned());
        Cell { column: Column::Instance(self.lane.public.len() - 1), rotation: 0 }
    }

    /// The finished lane.
    ///
    /// # Panics
    /// If a slot's tag or multiplicity depends on a cell that means something else to another chip, or anything on a fixed or public cell of
    /// another row, which may be another lane's.
    pub fn finish(mut self) -> Lane {
        for slot in &self.lane.slots {
            for expr in [&slot.tag, &slot.multiplicity] {
                expr.for_each_cell(&mut |cell| {
                    let shared = matches!(cell.column, Column::Advice(column) if self.lane.pool.contains(&column));
                    assert!(
                        !shared,
                        "{}: a slot's tag and multiplicity depend on the lane's own columns",
                        self.lane.name
                    );
                });
            }
        }
        let name = self.lane.name;
        self.lane.for_each_cell(&mut |cell| {
            let is_advice = matches!(cell.column, Column::Advice(_));
            assert!(is_advice || cell.rotation == 0, "{name}: fixed and public cells are read on their own row");
        });
        if self.lane.chips.len() > 1 {
            let on = self.on();
            self.constrain("at most one chip uses a row", on.clone() * (on - 1));
        }
        self.lane
    }
}

/// Declares one chip of a lane. Every constraint is multiplied by the chip's flag.
#[derive(Debug)]
pub struct ChipBuilder<'a> {
    lane: &'a mut LaneBuilder,
    chip: ChipId,
}

impl ChipBuilder<'_> {
    /// The chip's flag.
    pub fn flag(&self) -> Expr {
        self.lane.flag(self.chip)
    }

    /// A cell of the chip's own, in a column that other chips of the lane use for theirs.
    pub fn cell(&mut self, name: impl Into<String>) -> Cell {
        let used = self.lane.lane.chips[self.chip.0].cells.len();
        if used == self.lane.lane.pool.len() {
            let cell = self.lane.column(format!("cell {used}"));
            let Column::Advice(column) = cell.column else { unreachable!("just declared as advice") };
            self.lane.lane.pool.push(column);
        }
        self.lane.lane.chips[self.chip.0].cells.push(name.into());
        Cell { column: Column::Advice(self.lane.lane.pool[used]), rotation: 0 }
    }

    /// A boolean cell of the chip's own.
    pub fn bit(&mut self, name: &str) -> Bit {
        let cell = self.cell(name);
        self.constrain(format!("{name} is 0 or 1"), cell * (cell - 1));
        Bit(cell)
    }

    /// The named polynomial is zero on the chip's rows.
    pub fn constrain(&mut self, name: impl Into<String>, zero: Expr) {
        let expr = self.flag() * zero;
        self.lane.add_constraint(Constraint { name: name.into(), chip: Some(self.chip), expr, rows: None });
    }

    /// Sends a message on each of the chip's rows.
    pub fn send(&mut self, slot: SlotId, kind: Kind) {
        let flag = self.flag();
        self.lane.send(slot, kind, flag);
    }

    /// Receives a message on each of the chip's rows.
    pub fn receive(&mut self, slot: SlotId, kind: Kind) {
        let flag = self.flag();
        self.lane.receive(slot, kind, flag);
    }

    /// Sends a message as often as it is received, on each of the chip's rows.
    pub fn provide(&mut self, slot: SlotId, kind: Kind, count: Cell) {
        let flag = self.flag();
        self.lane.provide(slot, kind, flag, count);
    }
}
