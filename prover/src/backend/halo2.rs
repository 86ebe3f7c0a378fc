//! The adapter: one halo2 region with absolute rows, the bus as a logarithmic-derivative sum in the second phase.
//!
//! Each lane instance is selected by a fixed column that is 1 on its rows. For each instance, three messages share a helper column `h` with `h·f₁f₂f₃ = m₁f₂f₃ + m₂f₁f₃ + m₃f₁f₂`, where
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
use crate::circuit::{
    Cell, Circuit, Column, Constraint, EVERYWHERE, Expr, LaneInstance, MESSAGES_PER_HELPER, Slot, UNUSABLE_ROWS,
    Witness,
};

/// Fixed columns that the adapter adds to the circuit's: first row, row after the last.
pub const OWN_FIXED_COLUMNS: usize = 2;

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
    fn cell(&self, at: &LaneInstance, cell: Cell) -> Expression<Felt> {
        let rotation = Rotation(i32::try_from(cell.rotation).expect("a rotation stays within a block"));
        match cell.column {
            Column::Advice(column) => self.advice[at.advice[column]].query_cell(rotation),
            Column::Fixed(column) => self.fixed[at.fixed[column]].query_cell(rotation),
            Column::Instance(column) => self.public[column].query_cell(rotation),
        }
    }

    fn expression(&self, at: &LaneInstance, expr: &Expr) -> Expression<Felt> {
        match expr {
            Expr::Constant(c) => Expression::Constant(*c),
            Expr::Cell(c) => self.cell(at, *c),
            Expr::Sum(a, b) => match (&**a, &**b) {
                (a, Expr::Scaled(b, factor)) if *factor == -Felt::ONE => {
                    self.expression(at, a) - self.expression(at, b)
                }
                (Expr::Scaled(a, factor), b) if *factor == -Felt::ONE => {
                    self.expression(at, b) - self.expression(at, a)
                }
                (a, b) => self.expression(at, a) + self.expression(at, b),
            },
            Expr::Product(a, b) => self.expression(at, a) * self.expression(at, b),
            Expr::Scaled(a, factor) if *factor == -Felt::ONE => -self.expression(at, a),
            Expr::Scaled(a, factor) if *factor == Felt::from(2) => {
                Expression::Constant(*factor) * self.expression(at, a)
            }
            Expr::Scaled(a, factor) => self.expression(at, a) * *factor,
        }
    }

    /// `β + tag + γ·v₀ + γ²·v₁ + …`
    fn fingerprint(&self, at: &LaneInstance, slot: &Slot) -> Expression<Felt> {
        let values = slot.values.iter().rev().map(|value| self.expression(at, value));
        let polynomial = values.reduce(|sum, value| sum * self.gamma.expr() + value);
        let head = self.beta.expr() + self.expression(at, &slot.tag);
        match polynomial {
            Some(polynomial) => head + self.gamma.expr() * polynomial,
            None => head,
        }
    }

    /// A promise on its rows: a fixed column that selects them is zero on all but the instance's, so it takes the place of the selector.
    /// Promises of one chip share the product of selector and flag.
    fn promise(&self, at: &LaneInstance, constraint: &Constraint) -> Expression<Felt> {
        let rows = constraint.rows.map_or(at.selector, |column| at.fixed[column]);
        let rows = self.fixed[rows].cur();
        match &constraint.expr {
            Expr::Product(flag, promise) => rows * self.expression(at, flag) * self.expression(at, promise),
            promise => rows * self.expression(at, promise),
        }
    }

    /// `h·f₁f₂f₃ − m₁f₂f₃ − m₂f₁f₃ − m₃f₁f₂`, in few multiplications: `(h·f₁ − m₁)·f₂f₃ − f₁·(m₂f₃ + m₃f₂)`
    fn helper(&self, at: &LaneInstance, slots: &[Slot], helper: PlonkColumn<Advice>) -> Expression<Felt> {
        const { assert!(MESSAGES_PER_HELPER == 3, "the formula is for three messages") };
        let mut said = slots.iter().map(|slot| (self.fingerprint(at, slot), self.expression(at, &slot.multiplicity)));
        let (f1, m1) = said.next().expect("a helper serves at least one slot");
        let first = helper.cur() * f1.clone() - m1;
        match (said.next(), said.next()) {
            (None, _) => first,
            (Some((f2, m2)), None) => first * f2 - f1 * m2,
            (Some((f2, m2)), Some((f3, m3))) => first * (f2.clone() * f3.clone()) - f1 * (m2 * f3 + m3 * f2),
        }
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
        let [first, last] = [(); 2].map(|()| meta.fixed_column());
        let public = (0..circuit.public_columns()).map(|_| meta.instance_column()).collect();
        let fixed: Vec<_> = circuit.fixed.iter().map(|_| meta.fixed_column()).collect();
        let advice = (0..circuit.advice_columns()).map(|_| meta.advice_column()).collect();
        let beta = meta.challenge_usable_after(FirstPhase);
        let gamma = meta.challenge_usable_after(FirstPhase);
        let helpers = (0..circuit.helper_columns()).map(|_| meta.advice_column_in(SecondPhase)).collect();
        let sum = meta.advice_column_in(SecondPhase);
        let row = fixed[EVERYWHERE];
        let columns = Columns { first, last, public, fixed, advice, helpers, sum, beta, gamma };

        // a helper is zero on the rows that no lane speaks from
        let mut silent = vec![row.cur(); circuit.helper_columns()];
        for at in circuit.instances() {
            let lane = &circuit.lanes[at.lane];
            let selector = columns.fixed[at.selector];
            let mut gate = vec![];
            for constraint in lane.constraints() {
                gate.push(columns.promise(at, constraint));
            }
            for (place, slots) in at.helpers.iter().zip(lane.slots().chunks(MESSAGES_PER_HELPER)) {
                gate.push(selector.cur() * columns.helper(at, slots, columns.helpers[*place]));
                silent[*place] = silent[*place].clone() - selector.cur();
            }
            if !gate.is_empty() {
                meta.create_gate(lane.name, |_| gate);
            }
        }
        let quiet: Vec<_> = silent.into_iter().zip(&columns.helpers).map(|(rows, h)| rows * h.cur::<Felt>()).collect();
        if !quiet.is_empty() {
            meta.create_gate("no lane speaks", |_| quiet);
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
                    let grown = self.assign_helpers(&columns, witness, beta, gamma, &mut region);
                    self.assign_sum(&columns, &grown, &mut region);
                }
                Ok(())
            },
        )
    }
}

impl Assignment {
    fn assign_fixed(&self, columns: &Columns, region: &mut Region<'_, Felt>) {
        region.assign_fixed(columns.first, 0, Felt::ONE);
        region.assign_fixed(columns.last, self.circuit.rows(), Felt::ONE);
        for (column, content) in columns.fixed.iter().zip(&self.circuit.fixed) {
            for (row, value) in content.iter().enumerate() {
                region.assign_fixed(*column, row, *value);
            }
        }
    }

    fn assign_first_phase(&self, columns: &Columns, witness: &Witness, region: &mut Region<'_, Felt>) {
        let rows = self.circuit.rows();
        for at in self.circuit.instances() {
            let lane = &witness.lanes[at.lane];
            for (column, place) in at.advice.iter().enumerate() {
                for row in 0..lane.len().saturating_sub(at.before).min(at.rows) {
                    let value = lane.get(at.before + row, column);
                    if !bool::from(value.is_zero()) {
                        assign(region, columns.advice[*place], at.start + row, value, rows);
                    }
                }
            }
        }
    }

    /// Assigns the helpers, and returns by how much the sum grows on each row.
    fn assign_helpers(
        &self,
        columns: &Columns,
        witness: &Witness,
        beta: Felt,
        gamma: Felt,
        region: &mut Region<'_, Felt>,
    ) -> Vec<Felt> {
        let rows = self.circuit.rows();
        let mut grown = vec![Felt::ZERO; rows];
        for at in self.circuit.instances() {
            let used = self.circuit.speaking_rows(at.lane, witness).saturating_sub(at.before).min(at.rows);
            for (index, value) in self.helpers_of(at, witness, used, beta, gamma).into_iter().enumerate() {
                let (row, helper) = (at.start + index / at.helpers.len(), index % at.helpers.len());
                grown[row] += value;
                assign(region, columns.helpers[at.helpers[helper]], row, value, rows);
            }
        }
        grown
    }

    fn assign_sum(&self, columns: &Columns, grown: &[Felt], region: &mut Region<'_, Felt>) {
        let rows = self.circuit.rows();
        let mut sum = Felt::ZERO;
        for (row, grown) in grown.iter().enumerate() {
            assign(region, columns.sum, row, sum, rows);
            sum += grown;
        }
        assign(region, columns.sum, rows, sum, rows + 1);
    }

    /// The helper cells of a lane instance's used rows, row by row. A padding row says nothing: its helpers are zero.
    fn helpers_of(&self, at: &LaneInstance, witness: &Witness, used: usize, beta: Felt, gamma: Felt) -> Vec<Felt> {
        const CHUNK: usize = 256;
        let lane = &self.circuit.lanes[at.lane];
        let chunks = (0..used.div_ceil(CHUNK)).into_par_iter().map(|chunk| {
            let mut terms = vec![];
            let mut multiplicities = vec![];
            for row in chunk * CHUNK..((chunk + 1) * CHUNK).min(used) {
                let view = crate::circuit::RowView::new(&self.circuit, witness, at.lane, at.before + row);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::tests::squares_in;
    use crate::circuit::Shape;

    /// What a prover could do if helper cells from which no lane speaks were free: one of them takes back what the bus lacks.
    #[derive(Clone)]
    struct Balanced {
        honest: Assignment,
        /// Helper column and row.
        cell: (usize, usize),
    }

    impl PlonkCircuit<Felt> for Balanced {
        type Config = Columns;
        type FloorPlanner = SimpleFloorPlanner;
        type Params = Parameters;

        fn params(&self) -> Parameters {
            self.honest.params()
        }

        fn without_witnesses(&self) -> Self {
            Self { honest: self.honest.without_witnesses(), ..*self }
        }

        fn configure(meta: &mut ConstraintSystem<Felt>) -> Columns {
            Assignment::configure(meta)
        }

        fn configure_with_params(meta: &mut ConstraintSystem<Felt>, parameters: Parameters) -> Columns {
            Assignment::configure_with_params(meta, parameters)
        }

        fn synthesize(&self, columns: Columns, mut layouter: impl Layouter<Felt>) -> Result<(), Error> {
            let Self { honest, cell: (helper, row) } = self;
            layouter.assign_region(
                || "balanced",
                |mut region| {
                    let witness = honest.witness.as_ref().expect("the mock prover has a witness");
                    honest.assign_fixed(&columns, &mut region);
                    honest.assign_first_phase(&columns, witness, &mut region);
                    region.next_phase();
                    let challenges = region.get_challenge(columns.beta).zip(region.get_challenge(columns.gamma));
                    challenges.map(|(beta, gamma)| {
                        let mut grown = honest.assign_helpers(&columns, witness, beta, gamma, &mut region);
                        let lacking = -grown.iter().sum::<Felt>();
                        grown[*row] += lacking;
                        assign(&mut region, columns.helpers[*helper], *row, lacking, honest.circuit.rows());
                        honest.assign_sum(&columns, &grown, &mut region);
                    });
                    Ok(())
                },
            )
        }
    }

    #[test]
    fn helpers_are_zero_where_no_lane_speaks() {
        // 300 is not in the table of bytes; all else is true
        let squares = squares_in(|lanes| Shape::of_rows(9, lanes, &[2, 256, 4]));
        let lie = Arc::new(squares.witness(300, 90_000));
        let spoken = |helper: usize, row: usize| {
            squares
                .circuit
                .instances()
                .iter()
                .any(|at| at.helpers.contains(&helper) && at.rows_of_circuit().contains(&row))
        };
        let silent = (0..squares.circuit.helper_columns()).flat_map(|helper| [(helper, 300), (helper, 495)]);
        let silent: Vec<_> = silent.filter(|(helper, row)| !spoken(*helper, *row)).collect();
        assert!(!silent.is_empty());
        for cell in silent {
            let honest = Assignment::new(Arc::clone(&squares.circuit), Arc::clone(&lie));
            let prover = MockProver::run(9, &Balanced { honest, cell }, lie.public.clone()).expect("k is large enough");
            let failures = prover.verify().expect_err("the cell has to be zero");
            assert!(failures.iter().all(|failure| format!("{failure:?}").contains("no lane speaks")), "{failures:?}");
        }
    }
}
