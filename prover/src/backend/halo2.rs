//! The adapter: one halo2 region with absolute rows, the bus as a logarithmic-derivative sum in the second phase.
//!
//! For each lane instance, three messages share a helper column `h` with `h·f₁f₂f₃ = m₁f₂f₃ + m₂f₁f₃ + m₃f₁f₂`, where
//! `f = β + tag + γ·v₀ + γ²·v₁ + …`. The running sum starts at 0, grows by all helpers of its row, and ends at 0. β and γ are drawn
//! after all first-phase cells are committed.
//!
//! halo2-axiom clamps the degree it computes to an environment variable's default, lets regions overlap, and keeps first-phase
//! cells assigned after `next_phase` only in the mock prover. So: the degree is set here, there is one region, and phases and rows
//! are asserted.

use std::sync::Arc;

use ff::{BatchInvert, Field};
use halo2_proofs::circuit::{Layouter, Region, SimpleFloorPlanner, Value};
use halo2_proofs::dev::MockProver;
use halo2_proofs::plonk::{
    Advice, Assigned, Challenge, Circuit as PlonkCircuit, Column as PlonkColumn, ConstraintSystem, Error, Expression,
    FirstPhase, Fixed, Instance, SecondPhase,
};
use halo2_proofs::poly::Rotation;
use rayon::prelude::*;

use super::Felt;
use crate::circuit::{Cell, Circuit, Column, Expr, LaneInstance, MESSAGES_PER_HELPER, Slot, UNUSABLE_ROWS, Witness};

/// Fixed columns that the adapter adds to the lanes': row selector, first row, row after the last.
pub const OWN_FIXED_COLUMNS: usize = 3;

/// A circuit as halo2 parameters.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters(Option<Arc<Circuit>>);

impl Parameters {
    fn circuit(&self) -> &Arc<Circuit> {
        self.0.as_ref().expect("parameters are made from a circuit; the default exists for halo2's trait only")
    }
}

/// A circuit with or without a witness.
#[derive(Clone, Debug)]
pub(super) struct Assignment {
    circuit: Arc<Circuit>,
    witness: Option<Arc<Witness>>,
}

impl Assignment {
    /// The circuit alone, for key generation.
    pub(super) fn keys_only(circuit: Arc<Circuit>) -> Self {
        Self { circuit, witness: None }
    }

    /// The circuit and what the prover knows.
    pub(super) fn new(circuit: Arc<Circuit>, witness: Arc<Witness>) -> Self {
        Self { circuit, witness: Some(witness) }
    }
}

/// halo2's names for the circuit's columns.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    row: PlonkColumn<Fixed>,
    first: PlonkColumn<Fixed>,
    last: PlonkColumn<Fixed>,
    public: Vec<PlonkColumn<Instance>>,
    fixed: Vec<PlonkColumn<Fixed>>,
    advice: Vec<PlonkColumn<Advice>>,
    helpers: Vec<PlonkColumn<Advice>>,
    sum: PlonkColumn<Advice>,
    beta: Challenge,
    gamma: Challenge,
}

impl Columns {
    fn cell(&self, circuit: &Circuit, at: &LaneInstance, cell: Cell) -> Expression<Felt> {
        let rotation = Rotation(i32::try_from(cell.rotation).expect("a rotation stays within a block"));
        match cell.column {
            Column::Advice(column) => self.advice[at.advice + column].query_cell(rotation),
            Column::Fixed(column) => self.fixed[circuit.fixed.place(at, column)].query_cell(rotation),
            Column::Instance(column) => self.public[column].query_cell(rotation),
        }
    }

    fn expression(&self, circuit: &Circuit, at: &LaneInstance, expr: &Expr) -> Expression<Felt> {
        match expr {
            Expr::Constant(c) => Expression::Constant(*c),
            Expr::Cell(c) => self.cell(circuit, at, *c),
            Expr::Sum(a, b) => self.expression(circuit, at, a) + self.expression(circuit, at, b),
            Expr::Product(a, b) => self.expression(circuit, at, a) * self.expression(circuit, at, b),
            Expr::Scaled(a, factor) => self.expression(circuit, at, a) * *factor,
        }
    }

    /// `β + tag + γ·v₀ + γ²·v₁ + …`
    fn fingerprint(&self, circuit: &Circuit, at: &LaneInstance, slot: &Slot) -> Expression<Felt> {
        let values = slot.values.iter().rev().map(|value| self.expression(circuit, at, value));
        let polynomial = values.reduce(|sum, value| sum * self.gamma.expr() + value);
        let head = self.beta.expr() + self.expression(circuit, at, &slot.tag);
        match polynomial {
            Some(polynomial) => head + self.gamma.expr() * polynomial,
            None => head,
        }
    }

    /// `h·f₁f₂f₃ − m₁f₂f₃ − m₂f₁f₃ − m₃f₁f₂`
    fn helper(
        &self,
        circuit: &Circuit,
        at: &LaneInstance,
        slots: &[Slot],
        helper: PlonkColumn<Advice>,
    ) -> Expression<Felt> {
        let fingerprints: Vec<_> = slots.iter().map(|slot| self.fingerprint(circuit, at, slot)).collect();
        let product = |skip: Option<usize>| {
            let factors = fingerprints.iter().enumerate().filter(|(i, _)| Some(*i) != skip).map(|(_, f)| f.clone());
            factors.reduce(|a, b| a * b).unwrap_or(Expression::Constant(Felt::ONE))
        };
        let said = slots.iter().enumerate().map(|(i, slot)| {
            let multiplicity = self.expression(circuit, at, &slot.multiplicity);
            multiplicity * product(Some(i))
        });
        let said = said.reduce(|a, b| a + b).expect("a helper serves at least one slot");
        helper.cur() * product(None) - said
    }
}

impl PlonkCircuit<Felt> for Assignment {
    type Config = Columns;
    type FloorPlanner = SimpleFloorPlanner;
    type Params = Parameters;

    fn params(&self) -> Parameters {
        Parameters(Some(Arc::clone(&self.circuit)))
    }

    fn without_witnesses(&self) -> Self {
        Self::keys_only(Arc::clone(&self.circuit))
    }

    fn configure(_: &mut ConstraintSystem<Felt>) -> Columns {
        unreachable!("halo2 calls configure_with_params where circuits have parameters")
    }

    fn configure_with_params(meta: &mut ConstraintSystem<Felt>, parameters: Parameters) -> Columns {
        let circuit = parameters.circuit();
        let [row, first, last] = [(); 3].map(|()| meta.fixed_column());
        let public = (0..circuit.public_columns()).map(|_| meta.instance_column()).collect();
        let fixed = circuit.fixed.columns.iter().map(|_| meta.fixed_column()).collect();
        let advice = (0..circuit.advice_columns()).map(|_| meta.advice_column()).collect();
        let beta = meta.challenge_usable_after(FirstPhase);
        let gamma = meta.challenge_usable_after(FirstPhase);
        let helpers = (0..circuit.helper_columns()).map(|_| meta.advice_column_in(SecondPhase)).collect();
        let sum = meta.advice_column_in(SecondPhase);
        let columns = Columns { row, first, last, public, fixed, advice, helpers, sum, beta, gamma };

        for at in circuit.instances() {
            let lane = &circuit.lanes[at.lane];
            let mut gate = vec![];
            for constraint in lane.constraints() {
                // fixed columns are zero on blinding rows, so any of them can stand for the row selector
                let rows = constraint.rows.map_or(row, |column| columns.fixed[circuit.fixed.place(&at, column)]);
                gate.push(rows.cur() * columns.expression(circuit, &at, &constraint.expr));
            }
            for (number, slots) in lane.slots().chunks(MESSAGES_PER_HELPER).enumerate() {
                let helper = columns.helpers[at.helper + number];
                gate.push(row.cur() * columns.helper(circuit, &at, slots, helper));
            }
            if !gate.is_empty() {
                meta.create_gate(lane.name, |_| gate);
            }
        }
        let grown = columns.helpers.iter().map(PlonkColumn::cur).reduce(|a, b| a + b);
        let grown = grown.unwrap_or(Expression::Constant(Felt::ZERO));
        meta.create_gate("running sum", |_| {
            vec![first.cur() * sum.cur(), last.cur() * sum.cur(), row.cur() * (sum.next() - sum.cur::<Felt>() - grown)]
        });
        meta.set_minimum_degree(circuit.degree());
        columns
    }

    fn synthesize(&self, columns: Columns, mut layouter: impl Layouter<Felt>) -> Result<(), Error> {
        layouter.assign_region(
            || self.circuit.name,
            |mut region| {
                self.assign_fixed(&columns, &mut region);
                if let Some(witness) = &self.witness {
                    self.assign_first_phase(&columns, witness, &mut region);
                }
                region.next_phase();
                let challenges = region.get_challenge(columns.beta).zip(region.get_challenge(columns.gamma));
                let mut known = None;
                challenges.map(|pair| known = Some(pair));
                if let (Some(witness), Some((beta, gamma))) = (&self.witness, known) {
                    self.assign_second_phase(&columns, witness, beta, gamma, &mut region);
                }
                Ok(())
            },
        )
    }
}

impl Assignment {
    fn assign_fixed(&self, columns: &Columns, region: &mut Region<'_, Felt>) {
        let rows = self.circuit.rows();
        for row in 0..rows {
            region.assign_fixed(columns.row, row, Felt::ONE);
        }
        region.assign_fixed(columns.first, 0, Felt::ONE);
        region.assign_fixed(columns.last, rows, Felt::ONE);
        for (column, content) in columns.fixed.iter().zip(&self.circuit.fixed.columns) {
            for (row, value) in content.iter().enumerate() {
                region.assign_fixed(*column, row, *value);
            }
        }
    }

    fn assign_first_phase(&self, columns: &Columns, witness: &Witness, region: &mut Region<'_, Felt>) {
        let rows = self.circuit.rows();
        for at in self.circuit.instances() {
            let lane = &witness.lanes[at.lane];
            let start = at.instance * rows;
            for column in 0..self.circuit.lanes[at.lane].width() {
                for row in 0..lane.len().saturating_sub(start).min(rows) {
                    let value = lane.get(start + row, column);
                    if !bool::from(value.is_zero()) {
                        assign(region, columns.advice[at.advice + column], row, value, rows);
                    }
                }
            }
        }
    }

    fn assign_second_phase(
        &self,
        columns: &Columns,
        witness: &Witness,
        beta: Felt,
        gamma: Felt,
        region: &mut Region<'_, Felt>,
    ) {
        let rows = self.circuit.rows();
        let mut grown = vec![Felt::ZERO; rows];
        for at in self.circuit.instances() {
            let used = self.circuit.speaking_rows(at.lane, witness).saturating_sub(at.instance * rows).min(rows);
            let helpers = self.helpers_of(&at, witness, used, beta, gamma);
            let width = self.circuit.lanes[at.lane].helpers();
            for (index, value) in helpers.into_iter().enumerate() {
                let (row, helper) = (index / width, index % width);
                grown[row] += value;
                assign(region, columns.helpers[at.helper + helper], row, value, rows);
            }
        }
        let mut sum = Felt::ZERO;
        for (row, grown) in grown.into_iter().enumerate() {
            assign(region, columns.sum, row, sum, rows);
            sum += grown;
        }
        assign(region, columns.sum, rows, sum, rows + 1);
    }

    /// The helper cells of a lane instance's used rows, row by row. A padding row says nothing: its helpers are zero.
    fn helpers_of(&self, at: &LaneInstance, witness: &Witness, used: usize, beta: Felt, gamma: Felt) -> Vec<Felt> {
        const CHUNK: usize = 256;
        let lane = &self.circuit.lanes[at.lane];
        let start = at.instance * self.circuit.rows();
        let chunks = (0..used.div_ceil(CHUNK)).into_par_iter().map(|chunk| {
            let mut terms = vec![];
            let mut multiplicities = vec![];
            for row in chunk * CHUNK..((chunk + 1) * CHUNK).min(used) {
                let view = crate::circuit::RowView::new(&self.circuit, witness, at.lane, start + row);
                for slot in lane.slots() {
                    let values = slot.values.iter().rev();
                    let polynomial = values.fold(Felt::ZERO, |sum, value| sum * gamma + view.evaluate(value));
                    terms.push(beta + view.evaluate(&slot.tag) + gamma * polynomial);
                    multiplicities.push(view.evaluate(&slot.multiplicity));
                }
            }
            terms.iter_mut().batch_invert();
            for (term, multiplicity) in terms.iter_mut().zip(multiplicities) {
                *term *= multiplicity;
            }
            let per_row = terms.chunks(lane.slots().len().max(1));
            per_row.flat_map(|row| row.chunks(MESSAGES_PER_HELPER).map(|c| c.iter().sum())).collect::<Vec<Felt>>()
        });
        chunks.flatten().collect()
    }
}

/// halo2-axiom's own assignment can neither fail nor notice a cell among the blinding rows.
fn assign(region: &mut Region<'_, Felt>, column: PlonkColumn<Advice>, row: usize, value: Felt, rows: usize) {
    assert!(row < rows, "row {row} of {rows}: a cell among the blinding rows would be lost");
    region.assign_advice(column, row, Value::known(Assigned::Trivial(value)));
}

/// What halo2's mock prover found, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mock prover found {count} failures, first: {first}")]
pub struct MockFailure {
    /// How many.
    pub count: usize,
    /// The first one.
    pub first: String,
}

/// Judges a witness with halo2's mock prover: every gate on every row, with known challenges. It proves nothing.
///
/// # Errors
/// What it found.
pub fn mock_check(circuit: &Arc<Circuit>, witness: &Witness) -> Result<(), MockFailure> {
    let assignment = Assignment::new(Arc::clone(circuit), Arc::new(witness.clone()));
    let failure = |count, first: String| MockFailure { count, first: first.chars().take(400).collect() };
    let prover = MockProver::run(circuit.shape.k, &assignment, witness.public.clone())
        .map_err(|error| failure(1, error.to_string()))?;
    prover.verify_par().map_err(|failures| failure(failures.len(), format!("{:?}", failures.first())))
}

/// Rows that halo2 keeps for itself must lie within those the shape leaves unused.
pub(super) fn assert_blinding_fits(meta: &ConstraintSystem<Felt>) {
    assert!(meta.blinding_factors() + 2 <= UNUSABLE_ROWS, "{} blinding rows", meta.blinding_factors());
}
