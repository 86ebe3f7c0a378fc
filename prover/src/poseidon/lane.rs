//! Proves sponges and compressions, one block of 15 rows for each permutation.
//!
//! | row | cells |
//! |---|---|
//! | 0, 1 | state; its squares; the state one full round on; its squares |
//! | 0 | and the two absorbed or compressed elements x and y, which the state contains, and the domain (0 of a sponge) |
//! | 2 … 11 | state; for each of six partial rounds (three in row 11) the square and the fifth power |
//! | 12, 13 | as 1 |
//! | 14 | the state after; in the place of x its first element again if it is a compression's, and two zeros |
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

use ff::Field;

use super::{Compression, State, WIDTH, constants, mix, permute, round, sponge::Sponge};
use crate::Felt;
use crate::circuit::{Cell, ChipId, Expr, Group, Kind, Lane, LaneBuilder, Witness};

/// Rows of one permutation.
pub const BLOCK_ROWS: usize = 15;

/// Rows of so many permutations.
pub const fn permutations(count: usize) -> usize {
    count * BLOCK_ROWS
}

/// Partial rounds of a row.
const PER_ROW: usize = 6;
/// Cells of a row: the state, and two for each partial round.
const CELLS: usize = WIDTH + 2 * PER_ROW;

/// What a row of the block does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Two full rounds, the first of which is given.
    Full(usize),
    /// Partial rounds: the first, and how many.
    Partial(usize, usize),
    Output,
}

fn role(row: usize) -> Role {
    match row % BLOCK_ROWS {
        row @ 0..=1 => Role::Full(2 * row),
        row @ 2..=11 => {
            let first = 4 + PER_ROW * (row - 2);
            Role::Partial(first, PER_ROW.min(61 - first))
        }
        row @ 12..=13 => Role::Full(61 + 2 * (row - 12)),
        _ => Role::Output,
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

impl PoseidonLane {
    /// Declares the lane.
    pub fn declare() -> Self {
        let mut b = LaneBuilder::new("poseidon");
        b.blocks(BLOCK_ROWS);
        let permutation = b.chip("permutation", Group::Hash);
        let compression = b.chip("compression", Group::Hash);
        let id = b.column("id");
        let cells: [Cell; CELLS] = std::array::from_fn(|i| b.column(format!("cell {i}")));
        let select =
            |wanted: fn(Role) -> bool| move |at: crate::circuit::Position| Felt::from(u64::from(wanted(role(at.row))));
        let input = b.fixed("input row", select(|role| role == Role::Full(0)));
        let full = b.fixed("full rounds", select(|role| matches!(role, Role::Full(_))));
        let partial = b.fixed("six partial rounds", select(|role| matches!(role, Role::Partial(_, PER_ROW))));
        let rest = b.fixed("the last partial rounds", select(|role| matches!(role, Role::Partial(_, 1..PER_ROW))));
        let output = b.fixed("output row", select(|role| role == Role::Output));
        let inner = b.fixed("not the output row", select(|role| role != Role::Output));
        let constant: [Cell; 2 * WIDTH] = std::array::from_fn(|i| {
            b.fixed(&format!("round constant {i}"), move |at| match role(at.row) {
                Role::Full(first) => constants().rounds[first + i / WIDTH][i % WIDTH],
                Role::Partial(first, rounds) if i < rounds => partial_constants().0[first - 4 + i],
                Role::Partial(..) | Role::Output => Felt::ZERO,
            })
        });
        // what the constants of the partial rounds leave over when pushed behind the S-boxes, added by row 11
        let carried: [Cell; WIDTH] = std::array::from_fn(|i| {
            b.fixed(&format!("carried constant {i}"), move |at| match role(at.row) {
                Role::Partial(_, 1..PER_ROW) => partial_constants().1[i],
                _ => Felt::ZERO,
            })
        });

        let on = b.on();
        let [sponge_on, compression_on] = [permutation, compression].map(|chip| b.flag(chip));
        for chip in [permutation, compression] {
            let flag = b.flag_cell(chip);
            b.constrain_where(inner, "a block is used whole, by one chip", flag - flag.next());
        }
        b.constrain_where(inner, "a block has one id", on.clone() * (id - id.next()));

        let state: [Expr; WIDTH] = std::array::from_fn(|i| cells[i].into());
        let next = |i: usize| Expr::from(cells[i].next());
        let [x, y, domain] = [0, 1, 2].map(|i| cells[4 * WIDTH + i]);
        for (i, start) in [domain, x, y].into_iter().enumerate() {
            let name = format!("a compression starts with its domain and the two elements: {i}");
            b.constrain_where(input, name, compression_on.clone() * (state[i].clone() - start));
        }
        b.constrain_where(input, "a domain is 0 or 1", domain * (domain - 1));
        b.constrain_where(input, "a sponge has no domain", sponge_on.clone() * domain);
        b.constrain_where(
            output,
            "a compression's result is the first element",
            compression_on.clone() * state[0].clone() - x,
        );
        b.constrain_where(output, "the result is one element", y.into());
        b.constrain_where(output, "the result has no domain", domain.into());

        // two full rounds
        let [_, squares, middle, middle_squares] =
            [0, 3, 6, 9].map(|start| -> [Cell; WIDTH] { std::array::from_fn(|i| cells[start + i]) });
        let fifth =
            |b: &mut LaneBuilder, half: usize, state: &[Expr; WIDTH], squares: &[Cell; WIDTH]| -> [Expr; WIDTH] {
                std::array::from_fn(|i| {
                    let x = state[i].clone() + constant[half * WIDTH + i];
                    let name = format!("full round {half}: square {i}");
                    b.constrain_where(full, name, on.clone() * (x.clone() * x.clone() - squares[i]));
                    squares[i] * squares[i] * x
                })
            };
        let first = fifth(&mut b, 0, &state, &squares);
        let middle_state = middle.map(Expr::from);
        let second = fifth(&mut b, 1, &middle_state, &middle_squares);
        for (i, middle) in middle.into_iter().enumerate() {
            let name = |half| format!("full round {half}: element {i}");
            b.constrain_where(full, name(0), on.clone() * (mixed(&first, i) - middle));
            b.constrain_where(full, name(1), on.clone() * (mixed(&second, i) - next(i)));
        }

        // partial rounds: the S-box's result is a cell, the other elements stay linear
        for (rows, rounds) in [(partial, PER_ROW), (rest, 3)] {
            let mut state: [Linear; WIDTH] = std::array::from_fn(|i| vec![(cells[i], Felt::ONE)]);
            for r in 0..rounds {
                let [square, power] = [cells[WIDTH + 2 * r], cells[WIDTH + 2 * r + 1]];
                let x = sum(&state[0]) + constant[r];
                let name = |what: &str| format!("{rounds} partial rounds, round {r}: {what}");
                b.constrain_where(rows, name("square"), on.clone() * (x.clone() * x.clone() - square));
                b.constrain_where(rows, name("fifth power"), on.clone() * (square * square * x - power));
                state[0] = vec![(power, Felt::ONE)];
                state = std::array::from_fn(|i| mixed_cells(&state, i));
            }
            for (i, element) in state.into_iter().enumerate() {
                let name = format!("{rounds} partial rounds: element {i}");
                b.constrain_where(rows, name, on.clone() * (sum(&element) + carried[i] - next(i)));
            }
        }

        // before, the state has not absorbed x and y; after, a sponge's block has none
        let sponge =
            b.slot([id + output * sponge_step(), state[0].clone(), state[1].clone() - x, state[2].clone() - y]);
        b.say(sponge, (input + output) * Kind::Sponge.tag(), sponge_on.clone() * (output - input));
        let words = b.slot([id.into(), x.into(), y.into()]);
        b.say(words, sponge_on.clone() * Kind::Absorb.tag(), -(sponge_on * input));
        let answer = Felt::from(Kind::HashOut.tag()) - Felt::from(Kind::HashIn.tag());
        let leaf = Felt::from(Kind::HashLeaf.tag()) - Felt::from(Kind::HashIn.tag());
        let tag = compression_on.clone() * Kind::HashIn.tag() + domain * leaf + output * answer;
        b.say(words, tag, compression_on * (output - input));
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
        let first = witness.lanes[lane].len();
        let mut put = |row: usize, cells: &[Felt]| {
            let rows = &mut witness.lanes[lane];
            rows.set(first + row, self.lane.flag(chip), Felt::ONE);
            rows.set(first + row, column(self.id), Felt::from(id));
            for (cell, value) in self.cells.iter().zip(cells) {
                rows.set(first + row, column(*cell), *value);
            }
        };
        let [capacity, s1, s2] = before;
        let domain = if chip == self.compression { capacity } else { Felt::ZERO };
        let start = [capacity, s1 + absorbed[0], s2 + absorbed[1]];
        let mut state = start;
        for row in 0..BLOCK_ROWS - 1 {
            let mut cells = state.to_vec();
            match role(row) {
                Role::Full(first) => {
                    let squares = |state: &State, r: usize| -> State {
                        std::array::from_fn(|i| (state[i] + constants().rounds[r][i]).square())
                    };
                    cells.extend(squares(&state, first));
                    let middle = round(first, &state);
                    cells.extend(middle);
                    cells.extend(squares(&middle, first + 1));
                    state = round(first + 1, &middle);
                }
                Role::Partial(first, rounds) => {
                    for r in first..first + rounds {
                        let x = state[0] + partial_constants().0[r - 4];
                        let square = x.square();
                        state[0] = square.square() * x;
                        cells.extend([square, state[0]]);
                        state = mix(&state);
                    }
                    if rounds < PER_ROW {
                        state = std::array::from_fn(|i| state[i] + partial_constants().1[i]);
                    }
                }
                Role::Output => unreachable!("rows 0 to 13 are rounds"),
            }
            if row == 0 {
                cells.extend([absorbed[0], absorbed[1], domain]);
            }
            put(row, &cells);
        }
        debug_assert_eq!(state, permute(start), "the rows compute the permutation");
        let mut last = state.to_vec();
        last.resize(4 * WIDTH, Felt::ZERO);
        last.push(if chip == self.compression { state[0] } else { Felt::ZERO });
        put(BLOCK_ROWS - 1, &last);
        state
    }
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

/// The partial rounds' constants, as one per round for the first element and one vector after the last round.
///
/// Only the first element meets an S-box, so what is added to the others can be added after the matrix as well, to
/// the next round's constants: `M(s + (0, c₁, c₂)) = M s + M (0, c₁, c₂)` (appendix B of the paper).
fn partial_constants() -> &'static (Vec<Felt>, State) {
    static CONSTANTS: std::sync::LazyLock<(Vec<Felt>, State)> = std::sync::LazyLock::new(|| {
        let mut carried = [Felt::ZERO; WIDTH];
        let partial = constants().rounds[4..61].iter().map(|round| {
            let all: State = std::array::from_fn(|i| carried[i] + round[i]);
            carried = mix(&[Felt::ZERO, all[1], all[2]]);
            all[0]
        });
        let first_elements: Vec<Felt> = partial.collect();
        (first_elements, carried)
    });
    &CONSTANTS
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use super::*;
    use crate::backend::mock_check;
    use crate::circuit::{Circuit, Shape, check};
    use crate::poseidon::{Asker, Domain, Stream, hash_id};
    use crate::testing::{assert_accepted, flips, ghosts, is_idle, judge};

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
        let first = CELLS_FROM;
        let idle = (0..4 * BLOCK_ROWS).flat_map(|row| (first..first + CELLS).map(move |column| (row, column)));
        let idle = idle.filter(|(row, column)| is_idle(&circuit, &witness, 1, *row, *column));
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
        let result = CELLS_FROM + 4 * WIDTH;
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
                w.lanes[1].set(start, CELLS_FROM + 4 * WIDTH + 2, Felt::from(domain));
                w.public[3][5] = answer;
            });
        }
        refused(&|w| w.public[3].swap(5, 7));
    }

    /// First column of a row's cells: two flags and the id stand before.
    const CELLS_FROM: usize = 3;

    /// Rows leave three, six or nine cells unused, in no constraint and no message of their row, so their values mean nothing.
    fn unused_cells(blocks: usize) -> BTreeSet<(usize, usize)> {
        let unused = |row: usize| match role(row) {
            Role::Full(0) => 0..0,
            Role::Full(_) => 4 * WIDTH..CELLS,
            Role::Partial(_, rounds) => WIDTH + 2 * rounds..CELLS,
            Role::Output => WIDTH..4 * WIDTH,
        };
        (0..blocks * BLOCK_ROWS).flat_map(|row| unused(row).map(move |cell| (row, cell))).collect()
    }
}
