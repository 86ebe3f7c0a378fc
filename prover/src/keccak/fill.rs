//! Fills blocks: the rounds of both lanes, and what else a block has, from what it is to say.

use ff::PrimeField;

use super::permutation::{RATE_BYTES, ROUND_CONSTANTS, ROUNDS, State, chi, rho_pi, theta, theta_effect};
use super::place::half_byte_exponent;
use super::rounds::{GROUP_ROWS, RoundCells, SLICES, exponent, positions};
use super::short::{self, MAX_WORDS, ShortLane};
use super::sponge::{self, RATE_LANES, SpongeLane, said_once};
use crate::Felt;
use crate::circuit::{Cell, Column, LaneRows, Witness};
use crate::range::power_of_two;

/// What a short hash's block says.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) id: u64,
    /// How many words the input has.
    pub(super) words: usize,
    /// The padded input.
    pub(super) state: State,
}

impl ShortLane {
    /// Fills the block that starts at a row.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, start: usize, claim: &Claim) {
        let mut block = Block { cells: &self.cells.round, rows: &mut witness.lanes[index], start };
        block.switch_on(self.lane.flag(self.chip), short::BLOCK_ROWS);
        // the last round but one gives the last round one plane, which π takes from the diagonal
        let last = block.permute(0, 0, &claim.state, |x, y| x == y);
        self.fill_edge(&mut block, claim, &last);
    }

    fn fill_edge(&self, block: &mut Block<'_>, claim: &Claim, last: &State) {
        let cells = self.cells.edge;
        for row in 0..GROUP_ROWS {
            for (x, y, i) in positions().filter(|(x, y, _)| *y > 0 && (*y < 4 || *x == 0)) {
                let value = bit(claim.state[x + 5 * (y - 1)], SLICES * row + i);
                block.set(row, self.cells.round.bits[x][y][i], Felt::from(value));
            }
        }
        let mut sums = [[Felt::from(0); 2]; MAX_WORDS + 1];
        for row in (0..GROUP_ROWS).rev() {
            for (k, sum) in sums.iter_mut().enumerate() {
                let (state, first) = if k < MAX_WORDS { (&claim.state, 4 * k) } else { (last, 0) };
                for (limb, part) in limb_parts(state, first, row).into_iter().enumerate() {
                    sum[limb] += part;
                    let cell = if k < MAX_WORDS { cells.words[k][limb] } else { cells.digest[limb] };
                    block.set(row, cell, sum[limb]);
                }
            }
        }
        for (row, limbs) in sums.into_iter().enumerate() {
            block.set(row, cells.id, Felt::from(claim.id));
            let number = if row < MAX_WORDS { row as u64 } else { short::bytes_of(claim.words) };
            block.set(row, cells.number, Felt::from(number));
            for (cell, limb) in cells.limbs.into_iter().zip(limbs) {
                block.set(row, cell, limb);
            }
            if row < MAX_WORDS {
                block.set(row, cells.more, Felt::from(u64::from(row < claim.words)));
            }
        }
    }
}

/// What a block of a sponge says.
#[derive(Clone, Debug)]
pub(super) struct Absorbed {
    pub(super) id: u64,
    /// Blocks before it.
    pub(super) number: u64,
    /// The state before it.
    pub(super) before: State,
    /// What is absorbed, with the padding.
    pub(super) message: State,
    /// How many bytes of that are the input's.
    pub(super) bytes: usize,
}

impl SpongeLane {
    /// Fills the block that starts at a row. Returns the state after it.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, start: usize, absorbed: &Absorbed) -> State {
        let mut block = Block { cells: &self.cells.round, rows: &mut witness.lanes[index], start };
        block.switch_on(self.lane.flag(self.chip), sponge::BLOCK_ROWS);
        let input: State = std::array::from_fn(|lane| absorbed.before[lane] ^ absorbed.message[lane]);
        block.bits(sponge::INPUT, &input, |_| true);
        let after = block.permute(sponge::INPUT, sponge::LAST, &input, |_, _| true);
        self.fill_head(&mut block, absorbed, &after);
        after
    }

    /// Fills the groups of the last round and of the message, but the last round's bits.
    fn fill_head(&self, block: &mut Block<'_>, absorbed: &Absorbed, after: &State) {
        let (round, head) = (self.cells.round, self.cells.head);
        let Absorbed { id, number, before, message, bytes } = absorbed;
        let bit_of = |is_true: bool| Felt::from(u64::from(is_true));
        let (more, later) = (*bytes == RATE_BYTES, *number > 0);
        let (last, rows) = (GROUP_ROWS * sponge::LAST, GROUP_ROWS * sponge::MESSAGE);
        for row in (0..GROUP_ROWS).flat_map(|row| [last + row, rows + row]) {
            block.set(row, head.id, Felt::from(*id));
            block.set(row, head.number, Felt::from(*number));
            block.set(row, head.more, bit_of(more));
            block.set(row, head.later, bit_of(later));
        }
        let mut digest = [Felt::from(0); 2];
        let mut lanes = [Felt::from(0); RATE_LANES];
        let mut count = 0;
        for row in (0..GROUP_ROWS).rev() {
            let link = |is_linked: bool, state: &State| match is_linked {
                true => packed(state, row, |_, _| true) + said_once(),
                false => Felt::from(0),
            };
            block.set(last + row, round.result, packed(after, row, |_, _| true));
            block.set(last + row, head.linked, link(more, after));
            block.set(rows + row, head.linked, link(later, before));
            for (limb, part) in limb_parts(after, 0, row).into_iter().enumerate() {
                digest[limb] += part;
                block.set(last + row, head.digest[limb], digest[limb]);
            }
            for lane in 0..RATE_LANES {
                let is_input = 8 * lane + row / 2 < *bytes;
                for i in 0..SLICES {
                    let value = bit(message[lane], SLICES * row + i);
                    block.set(rows + row, round.bits[lane % 5][lane / 5][i], Felt::from(value));
                }
                block.set(rows + row, head.is_input[lane], bit_of(is_input));
                if is_input {
                    lanes[lane] += lane_part(message[lane], row);
                    count += u64::from(row % 2 == 0);
                }
                block.set(rows + row, head.lanes[lane], lanes[lane]);
            }
            block.set(rows + row, head.count, Felt::from(count));
        }
        let mut say = |row: usize, index: u64, value: [Felt; 2], said: bool| {
            block.set(row, head.index, Felt::from(index));
            head.value.into_iter().zip(value).for_each(|(cell, limb)| block.set(row, cell, limb));
            block.set(row, head.said, bit_of(said));
        };
        say(last, number * RATE_BYTES as u64 + count, digest, !more);
        for (lane, value) in lanes.into_iter().enumerate() {
            let row = if lane < GROUP_ROWS { rows + lane } else { last + 1 };
            let index = number * RATE_LANES as u64 + lane as u64;
            say(row, index, [value, Felt::from(0)], 8 * lane < *bytes);
        }
    }
}

/// A block being filled.
pub(super) struct Block<'a> {
    pub(super) cells: &'a RoundCells,
    pub(super) rows: &'a mut LaneRows,
    pub(super) start: usize,
}

impl Block<'_> {
    pub(super) fn set(&mut self, row: usize, cell: Cell, value: Felt) {
        let Column::Advice(column) = cell.column else { unreachable!("the lanes' cells are advice") };
        self.rows.set(self.start + row, column, value);
    }

    /// Sets the flag on all rows of the block.
    pub(super) fn switch_on(&mut self, flag: usize, rows: usize) {
        for row in 0..rows {
            self.rows.set(self.start + row, flag, Felt::from(1));
        }
    }

    /// Fills the permutation of a state: θ on it in a group, the bits of all rounds but the last in the groups after it, those of the last
    /// round in the group given. There `kept` says which lanes are sent to the last round; planes of which it gets none are not filled.
    /// Returns the state after it.
    pub(super) fn permute(
        &mut self,
        input: usize,
        last: usize,
        state: &State,
        kept: impl Fn(usize, usize) -> bool,
    ) -> State {
        let mut bits = self.theta(input, state, 0, |_, _| true);
        for round in 1..ROUNDS {
            let group = input + round;
            self.bits(group, &bits, |_| true);
            let is_kept = |x: usize, y: usize| round < ROUNDS - 1 || kept(x, y);
            bits = self.theta(group, &chi(&bits), ROUND_CONSTANTS[round - 1], is_kept);
        }
        // where π puts what is kept
        let all = kept(0, 1);
        self.bits(last, &bits, |y| all || y == 0);
        let mut after = chi(&bits);
        after[0] ^= ROUND_CONSTANTS[ROUNDS - 1];
        after
    }

    /// The bits that χ is given, of some planes.
    pub(super) fn bits(&mut self, group: usize, state: &State, planes: impl Fn(usize) -> bool) {
        for row in 0..GROUP_ROWS {
            for (x, y, i) in positions().filter(|(_, y, _)| planes(*y)) {
                let value = bit(state[x + 5 * y], SLICES * row + i);
                self.set(GROUP_ROWS * group + row, self.cells.bits[x][y][i], Felt::from(value));
            }
        }
    }

    /// θ after χ and before it the round constant, which `state` lacks; what the next group's χ is given.
    fn theta(&mut self, group: usize, state: &State, constant: u64, kept: impl Fn(usize, usize) -> bool) -> State {
        let mut with_constant = *state;
        with_constant[0] ^= constant;
        let effect = theta_effect(&with_constant);
        let result = theta(state, &effect);
        let column = |x: usize, z: usize| -> u64 { (0..5).map(|y| bit(state[x + 5 * y], z)).sum::<u64>() };
        let column = |x: usize, z: usize| column(x, z) + if x == 0 { bit(constant, z) } else { 0 };
        for row in 0..GROUP_ROWS {
            let at = GROUP_ROWS * group + row;
            for (x, effect) in effect.iter().enumerate() {
                let mut sums = 0;
                for i in 0..SLICES {
                    let z = SLICES * row + i;
                    self.set(at, self.cells.effect[x][i], Felt::from(bit(*effect, z)));
                    sums += (column((x + 4) % 5, z) + column((x + 1) % 5, (z + 63) % 64)) << (4 * i);
                }
                self.set(at, self.cells.sums[x], Felt::from(sums));
            }
            self.set(at, self.cells.result, packed(&result, row, &kept));
        }
        rho_pi(&theta(&with_constant, &effect))
    }
}

/// A row's bits of a state, of some lanes, packed.
pub(super) fn packed(state: &State, row: usize, kept: impl Fn(usize, usize) -> bool) -> Felt {
    let kept = positions().filter(|(x, y, _)| kept(*x, *y));
    let bits = kept.map(|(x, y, i)| u128::from(bit(state[x + 5 * y], SLICES * row + i)) << exponent(x, y, i));
    Felt::from_u128(bits.sum())
}

/// What a row adds to a lane of a state, read as a big-endian integer of eight bytes.
pub(super) fn lane_part(lane: u64, row: usize) -> Felt {
    Felt::from(lane >> (SLICES * row) & 15) * power_of_two(half_byte_exponent(row))
}

/// What a row adds to the limbs of the word that starts at a lane, low first.
pub(super) fn limb_parts(state: &State, first: usize, row: usize) -> [Felt; 2] {
    let part = |lane: usize| lane_part(state[lane], row);
    [first + 2, first].map(|high| part(high) * power_of_two(64) + part(high + 1))
}

pub(super) fn bit(lane: u64, z: usize) -> u64 {
    lane >> z & 1
}
