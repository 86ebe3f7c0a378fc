//! Polynomials over the cells of a lane's row.

use std::ops::{Add, Mul, Neg, Sub};

use ff::Field;

use crate::Felt;

/// A column of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// Filled by the prover, in the first phase.
    Advice(usize),
    /// Filled by the circuit: part of the verifying key.
    Fixed(usize),
    /// Filled by the statement: prover and verifier both know it. Zero below the public rows.
    Instance(usize),
}

/// A cell of the current row, or of another one of the same block in lanes made of fixed-height blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// The column.
    pub column: Column,
    /// 0: this row; 1: the next; -1: the one before.
    pub rotation: isize,
}

impl Cell {
    /// The same column, one row on. Only for blocks of fixed height in a lane of their own.
    #[must_use]
    pub fn next(self) -> Self {
        self.at(1)
    }

    /// The same column, so many rows on. Only for blocks of fixed height in a lane of their own.
    #[must_use]
    pub fn at(self, rows: isize) -> Self {
        Self { rotation: self.rotation + rows, ..self }
    }
}

/// A polynomial over the cells of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A constant.
    Constant(Felt),
    /// A cell's value.
    Cell(Cell),
    /// A sum.
    Sum(Box<Expr>, Box<Expr>),
    /// A product.
    Product(Box<Expr>, Box<Expr>),
    /// A multiple by a constant.
    Scaled(Box<Expr>, Felt),
}

impl Expr {
    /// Zero.
    pub const ZERO: Self = Self::Constant(Felt::ZERO);

    /// The total degree in the cells, fixed ones included.
    pub fn degree(&self) -> usize {
        match self {
            Self::Constant(_) => 0,
            Self::Cell(_) => 1,
            Self::Sum(a, b) => a.degree().max(b.degree()),
            Self::Product(a, b) => a.degree() + b.degree(),
            Self::Scaled(a, _) => a.degree(),
        }
    }

    /// The value, given the value of each cell.
    pub fn evaluate(&self, cell: &impl Fn(Cell) -> Felt) -> Felt {
        match self {
            Self::Constant(c) => *c,
            Self::Cell(c) => cell(*c),
            Self::Sum(a, b) => a.evaluate(cell) + b.evaluate(cell),
            Self::Product(a, b) => {
                let a = a.evaluate(cell);
                // selectors and flags are mostly zero
                if a == Felt::ZERO { a } else { a * b.evaluate(cell) }
            }
            Self::Scaled(a, factor) => a.evaluate(cell) * factor,
        }
    }

    /// Calls `visit` with each cell that occurs.
    pub fn for_each_cell(&self, visit: &mut impl FnMut(Cell)) {
        match self {
            Self::Constant(_) => {}
            Self::Cell(c) => visit(*c),
            Self::Sum(a, b) | Self::Product(a, b) => {
                a.for_each_cell(visit);
                b.for_each_cell(visit);
            }
            Self::Scaled(a, _) => a.for_each_cell(visit),
        }
    }

    fn is_zero(&self) -> bool {
        matches!(self, Self::Constant(c) if bool::from(c.is_zero()))
    }
}

/// The sum of some terms.
impl std::iter::Sum for Expr {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        terms.fold(Self::ZERO, |sum, term| sum + term)
    }
}

impl From<Cell> for Expr {
    fn from(cell: Cell) -> Self {
        Self::Cell(cell)
    }
}

impl From<Felt> for Expr {
    fn from(value: Felt) -> Self {
        Self::Constant(value)
    }
}

impl From<u64> for Expr {
    fn from(value: u64) -> Self {
        Self::Constant(Felt::from(value))
    }
}

impl<R: Into<Expr>> Add<R> for Expr {
    type Output = Self;

    fn add(self, right: R) -> Self {
        let right = right.into();
        if self.is_zero() {
            right
        } else if right.is_zero() {
            self
        } else {
            Self::Sum(Box::new(self), Box::new(right))
        }
    }
}

impl<R: Into<Expr>> Sub<R> for Expr {
    type Output = Self;

    fn sub(self, right: R) -> Self {
        self + -right.into()
    }
}

impl Neg for Expr {
    type Output = Self;

    fn neg(self) -> Self {
        match self {
            Self::Constant(c) => Self::Constant(-c),
            other => Self::Scaled(Box::new(other), -Felt::ONE),
        }
    }
}

impl<R: Into<Expr>> Mul<R> for Expr {
    type Output = Self;

    fn mul(self, right: R) -> Self {
        match (self, right.into()) {
            (Self::Constant(a), Self::Constant(b)) => Self::Constant(a * b),
            (Self::Constant(c), other) | (other, Self::Constant(c)) => {
                if bool::from(c.is_zero()) {
                    Self::ZERO
                } else if c == Felt::ONE {
                    other
                } else {
                    Self::Scaled(Box::new(other), c)
                }
            }
            (a, b) => Self::Product(Box::new(a), Box::new(b)),
        }
    }
}

/// Cells compute like the expressions they are.
macro_rules! cell_operators {
    ($($trait:ident $method:ident),*) => { $(
        impl<R: Into<Expr>> $trait<R> for Cell {
            type Output = Expr;

            fn $method(self, right: R) -> Expr {
                Expr::from(self).$method(right)
            }
        }
    )* };
}
cell_operators!(Add add, Sub sub, Mul mul);
