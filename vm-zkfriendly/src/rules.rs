//! What a kind of register machine may do otherwise than ours does.

use ruint::aliases::U256;

use crate::environment::Environment;
use crate::isa::EnvField;

/// Rules that an execution follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Fields of the block that have the same value in every block, one that fits.
    pub fields: &'static [(EnvField, U256)],
}

impl Rules {
    /// The value that a field has in every block, if it has one.
    #[must_use]
    pub fn field(&self, field: EnvField) -> Option<U256> {
        self.fields.iter().find(|(of, _)| *of == field).map(|(_, value)| *value)
    }

    /// An environment with the values that the rules fix.
    #[must_use]
    pub fn environment(&self, environment: Environment) -> Environment {
        self.fields.iter().fold(environment, |environment, (field, value)| {
            environment.with(*field, *value).expect("a rule's value fits its field")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_field_has_its_value_and_others_keep_theirs() {
        let seven = U256::from(7);
        let rules = Rules { fields: const { &[(EnvField::PrevRandao, U256::from_limbs([2500, 0, 0, 0]))] } };
        let before = Environment::default().with(EnvField::Number, seven).unwrap();
        let environment = rules.environment(before.with(EnvField::PrevRandao, seven).unwrap());
        assert_eq!(environment.get(EnvField::PrevRandao), U256::from(2500));
        assert_eq!(environment.get(EnvField::Number), seven);
        assert_eq!((rules.field(EnvField::Number), rules.field(EnvField::PrevRandao)), (None, Some(U256::from(2500))));
    }
}
