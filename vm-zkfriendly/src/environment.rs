//! What `env` reads: the fields of the call and the block.

use ruint::aliases::U256;

use crate::{isa::EnvField, kind::Kind};

/// A value for each field but the length of the calldata, which is the calldata's own. All are 0 at first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    values: [U256; EnvField::ALL.len()],
}

/// Why a field can't have a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// The value is too large.
    #[error("`{field}` has {kind}, which {value:#x} exceeds")]
    TooLarge {
        /// The field.
        field: EnvField,
        /// The kind of its values.
        kind: Kind,
        /// The value.
        value: U256,
    },
    /// The length of the calldata is not set but found.
    #[error("`calldatasize` is the length of the calldata")]
    CalldataSize,
}

impl Default for Environment {
    fn default() -> Self {
        Self { values: [U256::ZERO; EnvField::ALL.len()] }
    }
}

impl Environment {
    /// The same environment with another value in one field.
    pub fn with(mut self, field: EnvField, value: U256) -> Result<Self, EnvironmentError> {
        let kind = field.kind();
        if field == EnvField::CalldataSize {
            return Err(EnvironmentError::CalldataSize);
        }
        if !Kind::of(value).fits(kind) {
            return Err(EnvironmentError::TooLarge { field, kind, value });
        }
        self.values[field as usize] = value;
        Ok(self)
    }

    /// The value of a field; 0 for the length of the calldata.
    #[must_use]
    pub fn get(&self, field: EnvField) -> U256 {
        self.values[field as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_160_bits() {
        let value = U256::from(1) << 160;
        let error = Environment::default().with(EnvField::Caller, value).unwrap_err();
        assert_eq!(error, EnvironmentError::TooLarge { field: EnvField::Caller, kind: Kind::Bits(160), value });
        let environment = Environment::default().with(EnvField::Caller, value - U256::from(1)).unwrap();
        assert_eq!(environment.get(EnvField::Caller), value - U256::from(1));
    }

    #[test]
    fn fields_are_numbered_by_position() {
        for (index, field) in EnvField::ALL.iter().enumerate() {
            assert_eq!(*field as usize, index);
            assert_eq!(field.name().parse(), Ok(*field));
        }
    }
}
