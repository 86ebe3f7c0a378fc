//! Which fixed columns hold the cells of lane instances.
//!
//! halo2 charges for fixed columns as for others. Everything an instance promises or says is multiplied by a fixed column that is zero on all
//! rows but the instance's: its selector, or one of its own columns in that role. Such a column is shared only with another of equal content.
//! Every other one is read on the instance's own rows alone ([`super::LaneBuilder::finish`] checks that), so what stands above and below is
//! free for other instances.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use ff::Field;

use super::floor_plan::{LaneInstance, is_free};
use super::lane::{Lane, Position};
use super::layout::{EVERYWHERE, Shape};
use crate::Felt;

#[derive(Default)]
struct FixedColumns {
    content: Vec<Vec<Felt>>,
    /// By column, the rows that are taken; all rows of a selector are.
    taken: Vec<Vec<Range<usize>>>,
    selectors: HashMap<u64, Vec<usize>>,
}

impl FixedColumns {
    fn add(&mut self, content: Vec<Felt>, taken: Range<usize>) -> usize {
        self.content.push(content);
        self.taken.push(vec![taken]);
        self.content.len() - 1
    }

    /// A column that has this content and no other.
    fn selector(&mut self, content: Vec<Felt>) -> usize {
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        let hash = hasher.finish();
        let known = self.selectors.get(&hash).into_iter().flatten();
        if let Some(column) = known.copied().find(|column| self.content[*column] == content) {
            return column;
        }
        let all = 0..content.len();
        let column = self.add(content, all);
        self.selectors.entry(hash).or_default().push(column);
        column
    }

    /// A column that has this content on these rows: one that has it there already, else the first that is free there.
    fn place(&mut self, rows: Range<usize>, content: &[Felt], height: usize) -> usize {
        let has =
            |column: &usize| self.taken[*column].contains(&rows) && self.content[*column][rows.clone()] == *content;
        let is_free = |column: &usize| is_free(&self.taken[*column], &rows);
        let columns = 0..self.content.len();
        if let Some(column) = columns.clone().find(has) {
            return column;
        }
        let column = match columns.clone().find(is_free) {
            Some(column) => {
                self.taken[column].push(rows.clone());
                column
            }
            None => self.add(vec![Felt::ZERO; height], rows.clone()),
        };
        self.content[column][rows].copy_from_slice(content);
        column
    }
}

/// Returns the fixed columns of all instances, their selectors among them, and tells the instances which are theirs. The first is 1 everywhere.
pub(super) fn place(lanes: &[Lane], shape: &Shape, instances: &mut [LaneInstance]) -> Vec<Vec<Felt>> {
    let height = shape.rows();
    let mut columns = FixedColumns::default();
    let everywhere = columns.selector(vec![Felt::ONE; height]);
    debug_assert_eq!(everywhere, EVERYWHERE, "the first column is placed first");
    let selects: Vec<Vec<bool>> = lanes.iter().map(Lane::selecting_columns).collect();
    for at in &mut *instances {
        at.fixed = vec![usize::MAX; lanes[at.lane].fixed.len()];
        let mut selector = |content: Vec<Felt>| {
            let mut whole = vec![Felt::ZERO; height];
            whole[at.start..at.start + at.rows].copy_from_slice(&content);
            columns.selector(whole)
        };
        at.selector = selector(vec![Felt::ONE; at.rows]);
        for (number, place) in at.fixed.iter_mut().enumerate().filter(|(number, _)| selects[at.lane][*number]) {
            *place = selector(content(&lanes[at.lane], number, at.before, at.rows));
        }
    }
    // the tallest first
    let mut order: Vec<usize> = (0..instances.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(instances[*index].rows));
    for index in order {
        let at = &mut instances[index];
        for number in (0..at.fixed.len()).filter(|number| !selects[at.lane][*number]) {
            let content = content(&lanes[at.lane], number, at.before, at.rows);
            at.fixed[number] = columns.place(at.rows_of_circuit(), &content, height);
        }
    }
    columns.content
}

/// What stands in a lane's fixed column on the rows of an instance.
fn content(lane: &Lane, column: usize, before: usize, rows: usize) -> Vec<Felt> {
    let (_, fill) = &lane.fixed[column];
    (0..rows).map(|row| fill.0(Position { row, rows, before })).collect()
}
