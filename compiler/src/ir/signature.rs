//! Which types an instruction takes and gives: patterns of the instruction table, matched against actual types.

use super::instruction::Op;
use super::module::{Module, VarKind};
use super::types::{StorageType, Type};

/// What a type variable of a row ranges over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Not used in this row.
    None,
    /// Value types and words.
    Scalar,
    /// Solidity's value types.
    ValueType,
    /// `uintN`, `intN`.
    Integer,
    /// `uintN`.
    Unsigned,
    /// `intN`.
    Signed,
    /// `uintN`, `intN`, `bytesN`, `address`: what `<` takes.
    Ordered,
    /// `uintN`, `intN`, `bytesN`: what `&` takes.
    Bits,
    /// `uintN`, `intN`, `bytesN`, `address`: what converts into each other at equal width.
    Cast,
}

impl Class {
    fn contains(self, ty: Type) -> bool {
        match self {
            Self::None => false,
            Self::Scalar => ty.is_value() || ty == Type::Word,
            Self::ValueType => ty.is_value(),
            Self::Integer => ty.is_integer(),
            Self::Unsigned => ty.is_integer() && !ty.is_signed(),
            Self::Signed => ty.is_integer() && ty.is_signed(),
            Self::Bits => ty.is_integer() || (ty.is_value() && matches!(ty, Type::FixedBytes(_))),
            Self::Ordered | Self::Cast => ty.is_value() && ty != Type::Bool,
        }
    }
}

/// One operand or result of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// The row's first type variable.
    T,
    /// The row's second type variable.
    U,
    /// `bool`
    Bool,
    /// `uint256`
    Uint256,
    /// `uint32`
    Uint32,
    /// `bytes32`
    Bytes32,
    /// `address`
    Address,
    /// `word`
    Word,
    /// The place of a value of type `T`.
    PlaceOf,
    /// The place of a mapping whose keys have type `T`.
    MappingFrom,
    /// The place of an element of the mapping among the operands.
    ElementPlace,
    /// The place of the state variable that is the immediate.
    PlaceOfVar,
    /// Any number of values; what `call` passes is the callee's signature, elsewhere value types. Last in its list.
    Values,
}

/// Operands and results of a row.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// What `T` ranges over.
    pub t: Class,
    /// What `U` ranges over.
    pub u: Class,
    /// Operands.
    pub operands: &'static [Pattern],
    /// Results.
    pub results: &'static [Pattern],
}

/// Why operands or results don't fit an instruction.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{mnemonic}` takes ({expected_operands}) and gives ({expected_results}), here it takes ({operands}) and gives ({results})"
)]
pub struct TypeMismatch {
    /// The instruction.
    pub mnemonic: &'static str,
    /// What the table says about operands.
    pub expected_operands: String,
    /// What the table says about results.
    pub expected_results: String,
    /// Actual operand types.
    pub operands: String,
    /// Actual result types.
    pub results: String,
}

/// Checks an instruction's types against the table.
pub fn check(module: &Module, op: Op, operands: &[Type], results: &[Type]) -> Result<(), TypeMismatch> {
    if fits(module, op, operands, results) {
        return Ok(());
    }
    let names = |types: &[Type]| types.iter().map(|&ty| module.type_name(ty)).collect::<Vec<_>>().join(", ");
    let (expected_operands, expected_results) = match (op, op.row()) {
        (Op::Call(callee), _) => {
            let callee = module.function(callee);
            (names(&callee.params), names(&callee.results))
        }
        (Op::Evm(op), _) => (names(&vec![Type::Word; op.operands()]), names(&vec![Type::Word; op.results()])),
        (_, Some(row)) => {
            let describe = |patterns: &[Pattern]| {
                let describe = |&pattern: &Pattern| match pattern {
                    Pattern::T => format!("T: {:?}", row.signature.t),
                    Pattern::U => format!("U: {:?}", row.signature.u),
                    other => format!("{other:?}"),
                };
                patterns.iter().map(describe).collect::<Vec<_>>().join(", ")
            };
            (describe(row.signature.operands), describe(row.signature.results))
        }
        (_, None) => unreachable!("only EVM opcodes have no row"),
    };
    Err(TypeMismatch {
        mnemonic: op.mnemonic(),
        expected_operands,
        expected_results,
        operands: names(operands),
        results: names(results),
    })
}

/// The type of the only result, where operands and immediate determine it.
pub fn infer_result(module: &Module, op: Op, operands: &[Type]) -> Option<Type> {
    let Some(row) = op.row() else {
        return match op {
            Op::Evm(op) if op.results() == 1 => Some(Type::Word),
            _ => None,
        };
    };
    if let Op::Call(callee) = op {
        let [result] = *module.function(callee).results else { return None };
        return Some(result);
    }
    let [pattern] = row.signature.results else { return None };
    let place_of = |ty: Type| match ty {
        Type::Place(id) if module.has_storage_type(id) => Some(module.storage_type(id)),
        _ => None,
    };
    match pattern {
        Pattern::T if let Op::Tload(var) | Op::LoadImmutable(var) = op => module.var_type(var),
        Pattern::T => match (row.signature.operands.first()?, *operands.first()?) {
            (Pattern::T, ty) => Some(ty),
            (Pattern::PlaceOf, place) => match place_of(place)? {
                StorageType::Value(ty) => Some(ty),
                StorageType::Mapping { .. } => None,
            },
            _ => None,
        },
        Pattern::Bool => Some(Type::Bool),
        Pattern::Uint256 => Some(Type::UINT256),
        Pattern::Uint32 => Some(Type::Uint(32)),
        Pattern::Bytes32 => Some(Type::BYTES32),
        Pattern::Address => Some(Type::Address),
        Pattern::Word => Some(Type::Word),
        Pattern::PlaceOfVar => match op {
            Op::StoragePlace(var) => Some(Type::Place(module.var(var).ty)),
            _ => None,
        },
        Pattern::ElementPlace => match place_of(*operands.first()?)? {
            StorageType::Mapping { value, .. } => Some(Type::Place(value)),
            StorageType::Value(_) => None,
        },
        Pattern::U | Pattern::PlaceOf | Pattern::MappingFrom | Pattern::Values => None,
    }
}

fn fits(module: &Module, op: Op, operands: &[Type], results: &[Type]) -> bool {
    let Some(row) = op.row() else {
        let Op::Evm(op) = op else { return false };
        let all_words = |types: &[Type]| types.iter().all(|&ty| ty == Type::Word);
        return operands.len() == op.operands()
            && results.len() == op.results()
            && all_words(operands)
            && all_words(results);
    };
    if let Op::Call(callee) = op {
        let callee = module.function(callee);
        return callee.params == operands && callee.results == results;
    }
    let mut matcher = Matcher { module, op, signature: row.signature, t: None, u: None, mapping: None };
    let table_fits = matcher.all(row.signature.operands, operands) && matcher.all(row.signature.results, results);
    table_fits && special_rule(op, operands, results) && variable_rule(module, op, operands, results)
}

/// Variables have the kind that the instruction is for, and values of their type; in the evm phase all are words.
fn variable_rule(module: &Module, op: Op, operands: &[Type], results: &[Type]) -> bool {
    let (var, kind) = match op {
        Op::StoragePlace(var) => return module.var(var).kind == VarKind::Storage,
        Op::Tload(var) | Op::Tstore(var) => (var, VarKind::Transient),
        Op::LoadImmutable(var) | Op::SetImmutable(var) => (var, VarKind::Immutable),
        _ => return true,
    };
    let fits = |ty: &Type| Some(*ty) == module.var_type(var) || (kind == VarKind::Immutable && *ty == Type::Word);
    module.var(var).kind == kind && operands.iter().chain(results).all(fits)
}

/// What a row's patterns cannot say.
fn special_rule(op: Op, operands: &[Type], results: &[Type]) -> bool {
    let kind = |ty: Type| match ty {
        Type::Uint(_) => 0,
        Type::Int(_) => 1,
        Type::FixedBytes(_) => 2,
        Type::Bool | Type::Address | Type::Place(_) | Type::Word => 3,
    };
    match (op, operands, results) {
        (Op::Extend, &[from], &[to]) => kind(from) == kind(to) && from.bits() <= to.bits(),
        (Op::Truncate, &[from], &[to]) => kind(from) == kind(to) && from.bits() > to.bits(),
        (Op::Reinterpret, &[from], &[to]) => from.bits() == to.bits(),
        (Op::Log(topics), operands, _) => topics <= 4 && usize::from(topics) <= operands.len(),
        _ => true,
    }
}

struct Matcher<'m> {
    module: &'m Module,
    op: Op,
    signature: Signature,
    t: Option<Type>,
    u: Option<Type>,
    /// What the elements of the mapping among the operands are.
    mapping: Option<Type>,
}

impl Matcher<'_> {
    fn all(&mut self, patterns: &[Pattern], types: &[Type]) -> bool {
        if let [fixed @ .., Pattern::Values] = patterns {
            return types.len() >= fixed.len()
                && fixed.iter().zip(types).all(|(&pattern, &ty)| self.one(pattern, ty))
                && types[fixed.len()..].iter().all(|ty| ty.is_value());
        }
        patterns.len() == types.len() && patterns.iter().zip(types).all(|(&pattern, &ty)| self.one(pattern, ty))
    }

    fn one(&mut self, pattern: Pattern, ty: Type) -> bool {
        match pattern {
            Pattern::T => self.signature.t.contains(ty) && *self.t.get_or_insert(ty) == ty,
            Pattern::U => self.signature.u.contains(ty) && *self.u.get_or_insert(ty) == ty,
            Pattern::Bool => ty == Type::Bool,
            Pattern::Uint256 => ty == Type::UINT256,
            Pattern::Uint32 => ty == Type::Uint(32),
            Pattern::Bytes32 => ty == Type::BYTES32,
            Pattern::Address => ty == Type::Address,
            Pattern::Word => ty == Type::Word,
            Pattern::PlaceOf => match self.place(ty) {
                Some(StorageType::Value(ty)) => *self.t.get_or_insert(ty) == ty,
                Some(StorageType::Mapping { .. }) | None => false,
            },
            Pattern::MappingFrom => match self.place(ty) {
                Some(StorageType::Mapping { key, value }) => {
                    self.mapping = Some(Type::Place(value));
                    *self.t.get_or_insert(key) == key
                }
                Some(StorageType::Value(_)) | None => false,
            },
            Pattern::ElementPlace => self.mapping == Some(ty),
            Pattern::PlaceOfVar => match self.op {
                Op::StoragePlace(var) => ty == Type::Place(self.module.var(var).ty),
                _ => false,
            },
            Pattern::Values => unreachable!("`Values` stands last in its list"),
        }
    }

    fn place(&self, ty: Type) -> Option<StorageType> {
        match ty {
            Type::Place(id) if self.module.has_storage_type(id) => Some(self.module.storage_type(id)),
            _ => None,
        }
    }
}
