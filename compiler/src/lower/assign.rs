//! Places, and what is written to them.

use ruint::aliases::U256;

use super::body::BodyLowering;
use super::value_type;
use crate::hir::{BinaryOp, ExprId, IncDec, Place, PlaceKind, Type, VariableId, VariableKind};
use crate::ir::builder::Variable;
use crate::ir::{self, Op, ValueId, VarId};

/// A place whose base and key have been evaluated.
#[derive(Clone, Copy)]
pub(super) enum LoweredPlace {
    Local(Variable),
    Storage(ValueId),
    Transient(VarId),
    Immutable(VarId),
}

impl BodyLowering<'_, '_, '_> {
    /// Evaluates what a place needs: the mapping first, then the key.
    pub(super) fn place(&mut self, place: &Place) -> LoweredPlace {
        match &place.kind {
            PlaceKind::Local(local) => LoweredPlace::Local(self.variable(*local)),
            PlaceKind::State(id) => {
                self.builder.set_span(place.span);
                self.state_place(*id)
            }
            PlaceKind::Element { mapping, key } => {
                let mapping = self.value(*mapping);
                let key = self.value(*key);
                self.builder.set_span(place.span);
                LoweredPlace::Storage(self.builder.ins(Op::MapElement, &[mapping, key]))
            }
        }
    }

    /// The place of a state variable.
    pub(super) fn state_place(&mut self, id: VariableId) -> LoweredPlace {
        let var = self.cx.variables[&id];
        match self.cx.program.variables[id].kind {
            VariableKind::Storage => LoweredPlace::Storage(self.builder.storage_place(var)),
            VariableKind::Transient => LoweredPlace::Transient(var),
            VariableKind::Immutable => LoweredPlace::Immutable(var),
        }
    }

    /// What lies there; for a mapping, the place itself.
    pub(super) fn load(&mut self, place: LoweredPlace, ty: &Type) -> ValueId {
        match (place, ty) {
            (LoweredPlace::Local(variable), _) => self.builder.read(variable),
            (LoweredPlace::Transient(var), _) => self.builder.ins(Op::Tload(var), &[]),
            (LoweredPlace::Immutable(var), _) => self.builder.ins(Op::LoadImmutable(var), &[]),
            (LoweredPlace::Storage(place), Type::Value(_)) => self.builder.ins(Op::Sload, &[place]),
            (LoweredPlace::Storage(place), Type::Mapping(_)) => place,
            (LoweredPlace::Storage(_), Type::Tuple(_)) => unreachable!("no place holds a tuple"),
        }
    }

    pub(super) fn store(&mut self, place: LoweredPlace, value: ValueId) {
        match place {
            LoweredPlace::Transient(var) => self.builder.effect(Op::Tstore(var), &[value]),
            LoweredPlace::Immutable(var) => self.builder.effect(Op::SetImmutable(var), &[value]),
            LoweredPlace::Local(variable) => self.builder.assign(variable, value),
            LoweredPlace::Storage(place) => self.builder.effect(Op::Sstore, &[place, value]),
        }
    }

    /// The value first, then the places from left to right, then the writes from right to left.
    pub(super) fn assign(&mut self, places: &[Option<Place>], value: ExprId, at: ir::Span) -> Vec<ValueId> {
        let values = self.expr(value);
        assert_eq!(values.len(), places.len(), "an assignment has as many places as values");
        let places: Vec<Option<LoweredPlace>> =
            places.iter().map(|place| place.as_ref().map(|place| self.place(place))).collect();
        self.builder.set_span(at);
        for (place, value) in places.into_iter().zip(&values).rev() {
            if let Some(place) = place {
                self.store(place, *value);
            }
        }
        values
    }

    pub(super) fn assign_op(
        &mut self,
        op: BinaryOp,
        checked: bool,
        place: &Place,
        value: ExprId,
        at: ir::Span,
    ) -> ValueId {
        let rhs = self.value(value);
        let lowered = self.place(place);
        self.builder.set_span(at);
        let old = self.load(lowered, &place.ty);
        let new = self.binary(op, checked, old, rhs);
        self.store(lowered, new);
        new
    }

    pub(super) fn inc_dec(&mut self, op: IncDec, checked: bool, place: &Place, at: ir::Span) -> ValueId {
        let lowered = self.place(place);
        self.builder.set_span(at);
        let old = self.load(lowered, &place.ty);
        let one = self.constant_of(&place.ty, U256::ONE);
        let operator = if op.increment { BinaryOp::Add } else { BinaryOp::Sub };
        let new = self.binary(operator, checked, old, one);
        self.store(lowered, new);
        if op.prefix { new } else { old }
    }

    pub(super) fn delete(&mut self, place: &Place, at: ir::Span) {
        let lowered = self.place(place);
        self.builder.set_span(at);
        let zero = self.constant_of(&place.ty, U256::ZERO);
        self.store(lowered, zero);
    }

    fn constant_of(&mut self, ty: &Type, word: U256) -> ValueId {
        let ty = ty.as_value().expect("only values are counted and deleted");
        self.builder.constant(value_type(self.cx.program, ty), word)
    }
}
