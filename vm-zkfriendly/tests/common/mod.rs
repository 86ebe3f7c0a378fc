//! Strategies for instructions, read from the instruction table like everything else.

use proptest::prelude::*;
use ruint::aliases::U256;
use vm_zkfriendly::{
    for_each_instruction,
    isa::{
        Arg, Back, Count, Else, EnvField, Index, Instruction, Label, Moves, Operand, Outer, Passed, Reg, Selector,
        Slot, Topics, Trap, TruncWidth, Width,
    },
};

/// Any operand of a type. Registers, labels and counts are small, so that random programs mean something now and then.
trait Any: Sized + std::fmt::Debug + Clone + 'static {
    fn any() -> BoxedStrategy<Self>;
}

fn offsets() -> BoxedStrategy<u16> {
    prop_oneof![4 => 0_u16..8, 1 => 0_u16..2047].boxed()
}

fn slots<S: Slot + 'static>() -> BoxedStrategy<S> {
    offsets().prop_filter_map("an offset in range", S::new).boxed()
}

impl Any for Reg {
    fn any() -> BoxedStrategy<Self> {
        slots()
    }
}

impl Any for U256 {
    fn any() -> BoxedStrategy<Self> {
        prop_oneof![(0_u64..300).prop_map(U256::from), any::<[u64; 4]>().prop_map(U256::from_limbs)].boxed()
    }
}

impl Any for Operand<u128> {
    fn any() -> BoxedStrategy<Self> {
        let immediate = prop_oneof![0_u128..300, any::<u128>()];
        prop_oneof![slots().prop_map(Operand::Reg), immediate.prop_map(Operand::Immediate)].boxed()
    }
}

impl Any for Operand<U256> {
    fn any() -> BoxedStrategy<Self> {
        prop_oneof![slots().prop_map(Operand::Reg), U256::any().prop_map(Operand::Immediate)].boxed()
    }
}

impl<const MAX: u16> Any for Width<MAX> {
    fn any() -> BoxedStrategy<Self> {
        (1..=MAX / 8).prop_filter_map("a width", |eighths| Self::new(8 * eighths)).boxed()
    }
}

impl Any for TruncWidth {
    fn any() -> BoxedStrategy<Self> {
        (1_u16..=31).prop_filter_map("a width", |eighths| Self::new(8 * eighths)).boxed()
    }
}

impl Any for Label {
    fn any() -> BoxedStrategy<Self> {
        prop_oneof![8 => 0_u32..24, 1 => any::<u32>()].prop_map(Label).boxed()
    }
}

impl Any for Else {
    fn any() -> BoxedStrategy<Self> {
        Label::any().prop_map(Self).boxed()
    }
}

impl Any for Trap {
    fn any() -> BoxedStrategy<Self> {
        prop::option::of(Label::any()).boxed()
    }
}

impl Any for Selector {
    fn any() -> BoxedStrategy<Self> {
        any::<Self>().boxed()
    }
}

impl Any for Topics {
    fn any() -> BoxedStrategy<Self> {
        (0_u8..=4).prop_filter_map("a number of topics", Self::new).boxed()
    }
}

impl Any for u16 {
    fn any() -> BoxedStrategy<Self> {
        prop_oneof![8 => 0_u16..10, 1 => any::<Self>()].boxed()
    }
}

impl Any for u32 {
    fn any() -> BoxedStrategy<Self> {
        prop_oneof![8 => 0_u32..10, 1 => any::<Self>()].boxed()
    }
}

impl Any for EnvField {
    fn any() -> BoxedStrategy<Self> {
        prop::sample::select(Self::ALL).boxed()
    }
}

impl<D: Slot + 'static, S: Slot + 'static> Any for Moves<D, S> {
    fn any() -> BoxedStrategy<Self> {
        prop::collection::vec((slots(), slots()), 1..=3)
            .prop_filter_map("one to three", |moves| Self::new(&moves))
            .boxed()
    }
}

impl Any for Passed {
    fn any() -> BoxedStrategy<Self> {
        prop::collection::vec(slots(), 1..=4).prop_filter_map("one to four", |values| Self::new(&values)).boxed()
    }
}

macro_rules! strategies {
    ($(
        $(#[$doc:meta])*
        $name:ident = $variant:ident { $($operand:ident: $kind:ty => $place:ident),* } opcode $number:literal;
    )*) => {
        /// Any instruction, each opcode as likely as another.
        pub(crate) fn any_instruction() -> BoxedStrategy<Instruction> {
            proptest::strategy::Union::new([
                $( ($( <$kind as Any>::any(), )*).prop_map(|($($operand,)*)| Instruction::$variant { $($operand),* }).boxed(), )*
            ])
            .boxed()
        }
    };
}
for_each_instruction!(strategies);
