//! Fills a block: from the padded input and what the block is to say of it.

use super::lane::{GROUP_ROWS, MAX_WORDS, PermutationLane, SLICES, positions, weight};
use super::permutation::{ROUND_CONSTANTS, ROUNDS, State, chi, rho_pi, theta, theta_effect};
use super::place::{BLOCK_ROWS, half_byte_exponent};
use crate::Felt;
use crate::circuit::{Cell, Column, LaneRows, Witness};
use crate::range::power_of_two;

/// What a block says.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) id: u64,
    /// How many words the input has.
    pub(super) words: usize,
    /// The padded input.
    pub(super) state: State,
}

impl PermutationLane {
    /// Fills the block that starts at a row.
    pub(super) fn fill(&self, witness: &mut Witness, index: usize, start: usize, claim: &Claim) {
        let mut block = Block { lane: self, rows: &mut witness.lanes[index], start };
        for row in 0..BLOCK_ROWS {
            block.rows.set(start + row, self.lane.flag(self.chip), Felt::from(1));
        }
        let all = |x: usize, y: usize| Some(x + 5 * y);
        let mut bits = block.theta(0, &claim.state, 0, &all);
        for round in 1..ROUNDS {
            block.bits(round, &bits, |_| true);
            let before_constant = chi(&bits);
            // the last round but one gives the last round one plane, which π takes from the diagonal
            let kept = |x: usize, y: usize| (round < ROUNDS - 1 || x == y).then_some(x + 5 * y);
            bits = block.theta(round, &before_constant, ROUND_CONSTANTS[round - 1], &kept);
        }
        block.bits(0, &bits, |y| y == 0);
        let mut last = chi(&bits);
        last[0] ^= ROUND_CONSTANTS[ROUNDS - 1];
        block.edge(claim, &last);
    }
}

/// A block being filled.
struct Block<'a> {
    lane: &'a PermutationLane,
    rows: &'a mut LaneRows,
    start: usize,
}

impl Block<'_> {
    fn set(&mut self, row: usize, cell: Cell, value: Felt) {
        let Column::Advice(column) = cell.column else { unreachable!("the lane's cells are advice") };
        self.rows.set(self.start + row, column, value);
    }

    /// The bits that χ is given.
    fn bits(&mut self, group: usize, state: &State, planes: impl Fn(usize) -> bool) {
        for row in 0..GROUP_ROWS {
            for (x, y, i) in positions().filter(|(_, y, _)| planes(*y)) {
                let value = bit(state[x + 5 * y], SLICES * row + i);
                self.set(GROUP_ROWS * group + row, self.lane.cells.bits[x][y][i], Felt::from(value));
            }
        }
    }

    /// θ after χ and before it the round constant, which `state` lacks; what the next group's χ is given.
    fn theta(
        &mut self,
        group: usize,
        state: &State,
        constant: u64,
        kept: &dyn Fn(usize, usize) -> Option<usize>,
    ) -> State {
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
                    self.set(at, self.lane.cells.effect[x][i], Felt::from(bit(*effect, z)));
                    sums += (column((x + 4) % 5, z) + column((x + 1) % 5, (z + 63) % 64)) << (4 * i);
                }
                self.set(at, self.lane.cells.sums[x], Felt::from(sums));
            }
            let packed = positions().filter_map(|(x, y, i)| {
                let lane = kept(x, y)?;
                Some(weight(x, y, i) * Felt::from(bit(result[lane], SLICES * row + i)))
            });
            let packed = packed.sum();
            self.set(at, self.lane.cells.result, packed);
        }
        rho_pi(&theta(&with_constant, &effect))
    }

    fn edge(&mut self, claim: &Claim, last: &State) {
        let cells = self.lane.cells.edge;
        for row in 0..GROUP_ROWS {
            for (x, y, i) in positions().filter(|(x, y, _)| *y > 0 && (*y < 4 || *x == 0)) {
                let value = bit(claim.state[x + 5 * (y - 1)], SLICES * row + i);
                self.set(row, self.lane.cells.bits[x][y][i], Felt::from(value));
            }
        }
        let mut sums = [[Felt::from(0); 2]; MAX_WORDS + 1];
        for row in (0..GROUP_ROWS).rev() {
            let half_byte = |state: &State, lane: usize| {
                Felt::from(state[lane] >> (SLICES * row) & 15) * power_of_two(half_byte_exponent(row))
            };
            for (k, sum) in sums.iter_mut().enumerate() {
                let (state, first) = if k < MAX_WORDS { (&claim.state, 4 * k) } else { (last, 0) };
                for (limb, first) in [(0, first + 2), (1, first)] {
                    sum[limb] += half_byte(state, first) * power_of_two(64) + half_byte(state, first + 1);
                    let cell = if k < MAX_WORDS { cells.words[k][limb] } else { cells.digest[limb] };
                    self.set(row, cell, sum[limb]);
                }
            }
        }
        for (row, limbs) in sums.into_iter().enumerate() {
            self.set(row, cells.id, Felt::from(claim.id));
            let number = if row < MAX_WORDS { row } else { claim.words };
            self.set(row, cells.number, Felt::from(number as u64));
            for (cell, limb) in cells.limbs.into_iter().zip(limbs) {
                self.set(row, cell, limb);
            }
            if row < MAX_WORDS {
                self.set(row, cells.more, Felt::from(u64::from(row < claim.words)));
            }
        }
    }
}

fn bit(lane: u64, z: usize) -> u64 {
    lane >> z & 1
}
