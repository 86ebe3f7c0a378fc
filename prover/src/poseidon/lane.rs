//! Proves sponges and compressions, one block of five rows for each permutation.
//!
//! | row | cells |
//! |---|---|
//! | 0 | state; for each of four full rounds the squares, and between them the states; the state of the sponge before; the domain |
//! | 1, 2, 3 | state; for each of 19 partial rounds the square and the fifth power |
//! | 4 | as row 0, with the state of the sponge after |
//!
//! The sponge's state before a block is what the permutation starts with, less what is absorbed. A compression has the state `(domain, 0, 0)`
//! before and `(result, 0, 0)` after, a sponge the domain 0.
//!
//! Statement of chip `permutation`: whenever the sponge's state `s` before block `id` and the block `(x, y)` are on the bus, so is the state
//! `permute(s₀, s₁ + x, s₂ + y)` before block `id + 16`. The id grows with each block, so no sponge can justify itself.
//!
//! Statement of chip `compression`: a request `HashIn (id, x, y)` is answered by `HashOut (id, h)` with `h = permute(0, x, y)₀`, a request
//! `HashLeaf (id, x, y)` with `h = permute(1, x, y)₀`. Whoever asks chooses ids that are asked once.
//!
//! Degree 5, two messages. A slot's tag has to be linear, so it is right on the rows where the slot says something and means nothing on
//! the others, where the multiplicity is zero. Rows are tied to their successors by position in the block, which fixed columns give; blocks
//! never straddle two lane instances, because a shape gives an instance whole blocks.

use std::sync::LazyLock;

use ff::Field;

use super::{Compression, FULL_ROUNDS, PARTIAL_ROUNDS, State, WIDTH, constants, mix, permute, sponge::Sponge};
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Position, Witness};

/// Rows of one permutation.
pub const BLOCK_ROWS: usize = PARTIAL_ROWS + 2;

/// Rows of so many permutations.
pub const fn permutations(count: usize) -> usize {
    count * BLOCK_ROWS
}

/// Full rounds of a row: half of them before the partial ones, half after.
const FULL: usize = FULL_ROUNDS / 2;
/// Rows of partial rounds.
const PARTIAL_ROWS: usize = 3;
/// Partial rounds of a row.
const PARTIAL: usize = PARTIAL_ROUNDS / PARTIAL_ROWS;
/// Cells of a row: the state, and two for each partial round.
const CELLS: usize = WIDTH + 2 * PARTIAL;

const _: () = assert!(PARTIAL * PARTIAL_ROWS == PARTIAL_ROUNDS, "rows of partial rounds are alike");

/// What a row of the block does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The full rounds before the partial ones.
    Start,
    /// Partial rounds from this one on, counted without the full ones.
    Partial(usize),
    /// The full rounds after the partial ones.
    End,
}

fn role(row: usize) -> Role {
    match row % BLOCK_ROWS {
        0 => Role::Start,
        row @ 1..=PARTIAL_ROWS => Role::Partial(PARTIAL * (row - 1)),
        _ => Role::End,
    }
}

/// The lane and where its cells stand.
#[derive(Clone, Debug)]
pub struct PoseidonLane {
    /// The lane.
    pub lane: Lane,
    permutation: ChipId,
    compression: ChipId,
    id: Cell,
    cells: [Cell; CELLS],
}

/// First of the cells of row 0 and 4 that hold the sponge's state.
const OUTSIDE: usize = WIDTH + (2 * FULL - 1) * WIDTH;
/// The cell of row 0 that holds the domain.
const DOMAIN: usize = OUTSIDE + WIDTH;

impl PoseidonLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("poseidon");
        b.blocks(BLOCK_ROWS);
        let permutation = b.chip("permutation", Group::Hash);
        let compression = b.chip("compression", Group::Hash);
        let id = b.column("id");
        let cells: [Cell; CELLS] = std::array::from_fn(|i| b.column(format!("cell {i}")));
        let select = |wanted: fn(Role) -> bool| move |at: Position| Felt::from(u64::from(wanted(role(at.row))));
        let start = b.fixed("first row", select(|role| role == Role::Start));
        let end = b.fixed("last row", select(|role| role == Role::End));
        let inner = b.fixed("not the last row", select(|role| role != Role::End));
        let full = b.fixed("full rounds", select(|role| !matches!(role, Role::Partial(_))));
        let partial = b.fixed("partial rounds", select(|role| matches!(role, Role::Partial(_))));
        let before_end = b.fixed("before the last row", |at| Felt::from(u64::from(role(at.row + 1) == Role::End)));
        let constant: [Cell; PARTIAL] = std::array::from_fn(|i| {
            b.fixed(&format!("round constant {i}"), move |at| match role(at.row) {
                Role::Partial(first) => Schedule::get().partial[first + i],
                Role::Start | Role::End if i >= FULL * WIDTH => Felt::ZERO,
                Role::Start => Schedule::get().start[i / WIDTH][i % WIDTH],
                Role::End => Schedule::get().end[i / WIDTH][i % WIDTH],
            })
        });

        let on = b.on();
        let [sponge_on, compression_on] = [permutation, compression].map(|chip| b.flag(chip));
        for chip in [permutation, compression] {
            let flag = b.flag_cell(chip);
            b.constrain_where(inner, "a block is used whole, by one chip", flag - flag.next());
        }
        // a sponge's last row has the id of the next block
        let step = sponge_on.clone() * before_end * sponge_step();
        b.constrain_where(inner, "a block has one id", on.clone() * (id - id.next()) + step);

        let state: [Expr; WIDTH] = std::array::from_fn(|i| cells[i].into());
        let next = |i: usize| Expr::from(cells[i].next());
        let outside: [Cell; WIDTH] = std::array::from_fn(|i| cells[OUTSIDE + i]);
        let domain = cells[DOMAIN];
        b.constrain_where(start, "nothing is absorbed into the first element", cells[0] - outside[0]);
        for (i, before) in [domain.into(), Expr::ZERO, Expr::ZERO].into_iter().enumerate() {
            let name = format!("before a compression there is its domain: {i}");
            b.constrain_where(start, name, compression_on.clone() * (outside[i] - before));
        }
        b.constrain_where(start, "a domain is 0 or 1", domain * (domain - 1));
        b.constrain_where(start, "a sponge has no domain", sponge_on.clone() * domain);

        full_rounds(&mut b, [start, end, full], &on, &sponge_on, &cells, &constant);

        // partial rounds: the S-box's result is a cell, the other elements stay linear
        let mut state_so_far: [Linear; WIDTH] = std::array::from_fn(|i| vec![(cells[i], Felt::ONE)]);
        for r in 0..PARTIAL {
            let [square, power] = [cells[WIDTH + 2 * r], cells[WIDTH + 2 * r + 1]];
            let x = sum(&state_so_far[0]) + constant[r];
            let name = |what: &str| format!("partial round {r}: {what}");
            b.constrain_where(partial, name("square"), on.clone() * (x.clone() * x.clone() - square));
            b.constrain_where(partial, name("fifth power"), on.clone() * (square * square * x - power));
            state_so_far[0] = vec![(power, Felt::ONE)];
            state_so_far = std::array::from_fn(|i| mixed_cells(&state_so_far, i));
        }
        for (i, element) in state_so_far.into_iter().enumerate() {
            let name = format!("partial rounds: element {i}");
            b.constrain_where(partial, name, on.clone() * (sum(&element) - next(i)));
        }

        let [u0, u1, u2] = outside.map(Expr::from);
        let absorbed = [state[1].clone() - u1.clone(), state[2].clone() - u2.clone()];
        let sponge = b.slot([id.into(), u0, u1, u2]);
        let tag = sponge_on.clone() * Kind::Sponge.tag() + compression_on.clone() * Kind::HashOut.tag();
        b.say(sponge, tag, on.clone() * end - sponge_on.clone() * start);
        let [x, y] = absorbed;
        let words = b.slot([id.into(), x, y]);
        let leaf = Felt::from(Kind::HashLeaf.tag()) - Felt::from(Kind::HashIn.tag());
        let tag = sponge_on * Kind::Absorb.tag() + compression_on * Kind::HashIn.tag() + domain * leaf;
        b.say(words, tag, -(on * start));
        Self { lane: b.finish(), permutation, compression, id, cells }
    }

    /// Fills a sponge, block by block.
    pub fn fill_sponge(&self, witness: &mut Witness, lane: usize, mut sponge: Sponge, blocks: &[[Felt; 2]]) {
        for block in blocks {
            self.fill(witness, lane, &sponge, *block);
            sponge.absorb(*block);
        }
    }

    /// Fills one block of a sponge: the sponge before it, and what it absorbs.
    pub fn fill(&self, witness: &mut Witness, lane: usize, sponge: &Sponge, absorbed: [Felt; 2]) {
        self.fill_block(witness, lane, self.permutation, sponge.id(), sponge.state, absorbed);
    }

    /// Fills the block that answers a request.
    pub fn fill_compression(&self, witness: &mut Witness, lane: usize, request: &Compression) {
        let before = [request.domain.capacity(), Felt::ZERO, Felt::ZERO];
        self.fill_block(witness, lane, self.compression, request.id, before, request.input);
    }

    /// Fills the rows of a permutation and returns its result.
    fn fill_block(
        &self,
        witness: &mut Witness,
        lane: usize,
        chip: ChipId,
        id: u64,
        before: State,
        absorbed: [Felt; 2],
    ) -> State {
        let is_sponge = chip == self.permutation;
        let start = [before[0], before[1] + absorbed[0], before[2] + absorbed[1]];
        let mut state = start;
        for row in 0..BLOCK_ROWS {
            let mut cells = state.to_vec();
            match role(row) {
                Role::Start => {
                    state = fill_full(&mut cells, &Schedule::get().start);
                    cells.extend(before);
                    cells.push(if is_sponge { Felt::ZERO } else { before[0] });
                }
                Role::Partial(first) => {
                    for constant in &Schedule::get().partial[first..first + PARTIAL] {
                        let x = state[0] + constant;
                        let square = x.square();
                        state[0] = square.square() * x;
                        cells.extend([square, state[0]]);
                        state = mix(&state);
                    }
                }
                Role::End => {
                    state = fill_full(&mut cells, &Schedule::get().end);
                    cells.extend(if is_sponge { state } else { [state[0], Felt::ZERO, Felt::ZERO] });
                }
            }
            let id = if is_sponge && role(row) == Role::End { id + sponge_step() } else { id };
            let at = witness.lanes[lane].len();
            let rows = &mut witness.lanes[lane];
            rows.set(at, self.lane.flag(chip), Felt::ONE);
            rows.set(at, column(self.id), Felt::from(id));
            for (cell, value) in self.cells.iter().zip(cells) {
                rows.set(at, column(*cell), value);
            }
        }
        debug_assert_eq!(state, permute(start), "the rows compute the permutation");
        state
    }
}

/// The constraints of four full rounds, after which there are the next row, or the sponge's state after, or the compression's result.
fn full_rounds(
    b: &mut LaneBuilder,
    [start, end, full]: [Cell; 3],
    on: &Expr,
    sponge_on: &Expr,
    cells: &[Cell; CELLS],
    constants: &[Cell; PARTIAL],
) {
    let triple = |first: usize| -> [Cell; WIDTH] { std::array::from_fn(|i| cells[first + i]) };
    for r in 0..FULL {
        let [state, squares] = [0, 1].map(|half| triple((2 * r + half) * WIDTH));
        let fifth: [Expr; WIDTH] = std::array::from_fn(|i| {
            let x = state[i] + constants[r * WIDTH + i];
            let name = format!("full round {r}: square {i}");
            b.constrain_where(full, name, on.clone() * (x.clone() * x.clone() - squares[i]));
            squares[i] * squares[i] * x
        });
        // where the state after the last round would stand, the sponge's stands
        let after = triple((2 * r + 2) * WIDTH);
        for (i, after) in after.into_iter().enumerate() {
            let name = format!("full round {r}: element {i}");
            let result = mixed(&fifth, i);
            if r < FULL - 1 {
                b.constrain_where(full, name, on.clone() * (result - after));
                continue;
            }
            b.constrain_where(start, name.clone(), on.clone() * (result.clone() - cells[i].next()));
            let told = if i == 0 { on.clone() } else { sponge_on.clone() };
            b.constrain_where(end, format!("{name} is told"), told * result - after);
        }
    }
}

/// Adds the cells of full rounds to those of the state, and returns the state after them.
fn fill_full(cells: &mut Vec<Felt>, constants: &[State; FULL]) -> State {
    let mut state: State = std::array::from_fn(|i| cells[i]);
    for (r, constants) in constants.iter().enumerate() {
        let x: State = std::array::from_fn(|i| state[i] + constants[i]);
        let squares = x.map(|x| x.square());
        state = mix(&std::array::from_fn(|i| squares[i].square() * x[i]));
        cells.extend(squares);
        if r < FULL - 1 {
            cells.extend(state);
        }
    }
    state
}

fn column(cell: Cell) -> usize {
    match cell.column {
        crate::circuit::Column::Advice(column) => column,
        _ => unreachable!("the lane's cells are advice"),
    }
}

/// Difference of the ids of successive blocks.
fn sponge_step() -> u64 {
    super::sponge_id(super::Stream::Program, 1) - super::sponge_id(super::Stream::Program, 0)
}

/// Element i of the matrix times the state.
fn mixed(state: &[Expr; WIDTH], i: usize) -> Expr {
    state.iter().zip(constants().mds[i]).map(|(s, m)| s.clone() * m).sum()
}

/// A linear combination of cells, each once.
type Linear = Vec<(Cell, Felt)>;

fn sum(linear: &Linear) -> Expr {
    linear.iter().map(|(cell, factor)| *cell * *factor).sum()
}

/// Element i of the matrix times the state, collected by cell: partial rounds would double a tree of sums each round.
fn mixed_cells(state: &[Linear; WIDTH], i: usize) -> Linear {
    let mut collected = Linear::new();
    for (element, m) in state.iter().zip(constants().mds[i]) {
        for (cell, factor) in element {
            match collected.iter_mut().find(|(own, _)| own == cell) {
                Some((_, sum)) => *sum += m * factor,
                None => collected.push((*cell, m * factor)),
            }
        }
    }
    collected
}

/// The round constants, with one for each partial round.
///
/// Only the first element meets an S-box there, so what is added to the others can be added after the matrix as well, to
/// the next round's constants: `M(s + (0, c₁, c₂)) = M s + M (0, c₁, c₂)` (appendix B of the paper).
struct Schedule {
    start: [State; FULL],
    partial: [Felt; PARTIAL_ROUNDS],
    end: [State; FULL],
}

impl Schedule {
    fn get() -> &'static Self {
        static SCHEDULE: LazyLock<Schedule> = LazyLock::new(|| {
            let rounds = &constants().rounds;
            let mut carried = [Felt::ZERO; WIDTH];
            let plus =
                |carried: &State, round: usize| -> State { std::array::from_fn(|i| carried[i] + rounds[round][i]) };
            let start = std::array::from_fn(|r| rounds[r]);
            let partial = std::array::from_fn(|r| {
                let [first, second, third] = plus(&carried, FULL + r);
                carried = mix(&[Felt::ZERO, second, third]);
                first
            });
            let last = FULL + PARTIAL_ROUNDS;
            let mut end: [State; FULL] = std::array::from_fn(|r| rounds[last + r]);
            end[0] = plus(&carried, last);
            Schedule { start, partial, end }
        });
        &SCHEDULE
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use super::*;
    use crate::backend::mock_check;
    use crate::circuit::{Circuit, Shape, check};
    use crate::poseidon::{Asker, Domain, Stream, hash_id};
    use crate::testing::{Readers, assert_accepted, flips, ghosts, judge};

    /// One sponge, from public start to public end, absorbing public blocks; and some compressions, asked for in public.
    fn circuit(blocks: u64, compressions: u64) -> (Arc<Circuit>, Witness) {
        let lane = PoseidonLane::declare();
        let mut public = LaneBuilder::new("public");
        let [kind, multiplicity] = ["kind", "multiplicity"].map(|name| public.public(name));
        let values: [Cell; 4] = std::array::from_fn(|i| public.public(&format!("value {i}")));
        let slot = public.slot(values.map(Expr::from));
        public.say(slot, kind.into(), multiplicity.into());
        let lanes = vec![public.finish(), lane.lane.clone()];
        let shape = Shape::whole(8, &lanes, &[1, 1]);
        let circuit = Circuit::new("sponge", lanes, shape, 12);
        let mut witness = circuit.witness();
        let mut sponge = Sponge::new(Stream::Input, 77);
        let mut rows = vec![];
        let mut say = |kind: Kind, sent: bool, values: [Felt; 4]| {
            let sign = if sent { Felt::ONE } else { -Felt::ONE };
            rows.push([&[Felt::from(kind.tag()), sign], &values[..]].concat());
        };
        let of = |sponge: &Sponge| [Felt::from(sponge.id()), sponge.state[0], sponge.state[1], sponge.state[2]];
        say(Kind::Sponge, true, of(&sponge));
        for i in 0..blocks {
            let absorbed = [Felt::from(i), Felt::from(i * i + 5)];
            say(Kind::Absorb, true, [Felt::from(sponge.id()), absorbed[0], absorbed[1], Felt::ZERO]);
            lane.fill(&mut witness, 1, &sponge, absorbed);
            sponge.absorb(absorbed);
        }
        say(Kind::Sponge, false, of(&sponge));
        for index in 0..compressions {
            let (domain, kind) =
                if index == 2 { (Domain::Leaf, Kind::HashLeaf) } else { (Domain::Plain, Kind::HashIn) };
            let input = [Felt::from(index + 1), Felt::from(index + 2)];
            let request = Compression { id: hash_id(Asker::State, index), domain, input };
            let id = Felt::from(request.id);
            say(kind, true, [id, request.input[0], request.input[1], Felt::ZERO]);
            say(Kind::HashOut, false, [id, request.output(), Felt::ZERO, Felt::ZERO]);
            lane.fill_compression(&mut witness, 1, &request);
        }
        rows.resize(12, vec![Felt::ZERO; 6]);
        witness.public = (0..6).map(|c| rows.iter().map(|row| row[c]).collect()).collect();
        witness.complete(&circuit);
        (Arc::new(circuit), witness)
    }

    #[test]
    fn sponges_and_compressions_are_accepted() {
        for (blocks, compressions) in [(0, 0), (1, 0), (3, 0), (0, 1), (2, 2), (0, 3)] {
            let (circuit, witness) = circuit(blocks, compressions);
            assert_accepted(&circuit, &witness);
            assert_eq!(mock_check(&circuit, &witness), Ok(()));
        }
    }

    #[test]
    fn every_cell_is_pinned_or_idle() {
        let (circuit, witness) = circuit(1, 3);
        let lies: Vec<_> = flips(&circuit, &witness).chain(ghosts(&circuit, &witness)).collect();
        let verdicts = judge(&circuit, &witness, lies);
        assert_eq!(verdicts.accepted, BTreeSet::new());
        let (first, readers) = (CELLS_FROM, Readers::new(&circuit));
        let idle = (0..4 * BLOCK_ROWS).flat_map(|row| (first..first + CELLS).map(move |column| (row, column)));
        let idle = idle.filter(|(row, column)| readers.is_idle(&witness, 1, *row, *column));
        assert_eq!(idle.map(|(row, column)| (row, column - first)).collect::<BTreeSet<_>>(), unused_cells(4));
    }

    /// A forged result, all rows of the permutation being right for other elements or right up to the last one; a state that is not
    /// empty; a leaf's answer to a plain request; a request answered with the answer to another; a sponge's block that answers a request.
    #[test]
    fn a_forged_compression_is_refused() {
        let (circuit, honest) = circuit(1, 2);
        let refused = |lie: &dyn Fn(&mut Witness)| {
            let mut witness = honest.clone();
            lie(&mut witness);
            assert!(!check(&circuit, &witness).is_empty());
            assert!(mock_check(&circuit, &witness).is_err());
        };
        let start = BLOCK_ROWS;
        let last = start + BLOCK_ROWS - 1;
        let result = CELLS_FROM + OUTSIDE;
        // the public answer changes along
        refused(&|w| {
            w.public[3][5] += Felt::ONE;
            w.lanes[1].set(last, result, w.public[3][5]);
        });
        let lane = PoseidonLane::declare();
        let block = |input: [Felt; 2], before: State, chip: ChipId| {
            let mut rows = circuit.witness();
            let state = lane.fill_block(&mut rows, 1, chip, hash_id(Asker::State, 0), before, input);
            (rows, state[0])
        };
        let asked = [Felt::from(1), Felt::from(2)];
        for (input, before, domain, chip) in [
            ([Felt::from(1), Felt::from(3)], [Felt::ZERO; WIDTH], 0, lane.compression),
            (asked, [Felt::ONE, Felt::ZERO, Felt::ZERO], 1, lane.compression),
            (asked, [Felt::ONE, Felt::ZERO, Felt::ZERO], 0, lane.compression),
            (asked, [Felt::from(2), Felt::ZERO, Felt::ZERO], 2, lane.compression),
            (asked, [Felt::ZERO, Felt::ONE, Felt::ZERO], 0, lane.compression),
            (asked, [Felt::ZERO; WIDTH], 0, lane.permutation),
        ] {
            let (rows, answer) = block(input, before, chip);
            refused(&|w| {
                for row in 0..BLOCK_ROWS {
                    for column in 0..lane.lane.width() {
                        w.lanes[1].set(start + row, column, rows.lanes[1].get(row, column));
                    }
                }
                w.lanes[1].set(start, CELLS_FROM + DOMAIN, Felt::from(domain));
                w.public[3][5] = answer;
            });
        }
        refused(&|w| w.public[3].swap(5, 7));
    }

    /// First column of a row's cells: two flags and the id stand before.
    const CELLS_FROM: usize = 3;

    /// The cells that a row has beyond those of its role: in no constraint and no message of the row, so their values mean nothing.
    fn unused_cells(blocks: usize) -> BTreeSet<(usize, usize)> {
        let unused = |row: usize| match role(row) {
            Role::Start => DOMAIN + 1..CELLS,
            Role::Partial(_) => CELLS..CELLS,
            Role::End => DOMAIN..CELLS,
        };
        (0..blocks * BLOCK_ROWS).flat_map(|row| unused(row).map(move |cell| (row, cell))).collect()
    }
}
