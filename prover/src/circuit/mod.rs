//! What a circuit is, before any proof system: lanes, chips, constraints, messages; its witness; its native checker.

mod bus;
mod check;
mod cost;
mod expr;
mod fixed;
mod floor_plan;
mod lane;
mod layout;
mod owners;
mod witness;

pub use bus::{Balance, Kind, Message};
pub(crate) use check::RowView;
pub use check::{Violation, check, check_row};
#[cfg(test)]
pub(crate) use check::{check_constraints, messages, messages_of_row};
pub use cost::{ChipCost, Cost, OwnerCost};
pub use expr::{Cell, Column, Expr};
pub use floor_plan::LaneInstance;
pub use lane::{Bit, ChipBuilder, ChipId, Constraint, Group, Lane, LaneBuilder, Position, Slot, SlotId, table_rows};
pub(crate) use layout::EVERYWHERE;
pub use layout::{Circuit, CircuitError, Shape, UNUSABLE_ROWS};
pub use owners::Owner;
pub use witness::{LaneRows, RowMut, Witness};

/// The largest degree of any constraint, with the row selector. Degrees up to 5 cost the same, 6 costs half as much again.
pub const MAX_DEGREE: usize = 5;

/// Messages whose inverses share one second-phase column: `h·f₁f₂f₃ = m₁f₂f₃ + m₂f₁f₃ + m₃f₁f₂` has degree 4, 5 with the selector.
pub const MESSAGES_PER_HELPER: usize = 3;
