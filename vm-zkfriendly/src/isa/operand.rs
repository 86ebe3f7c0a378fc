//! The types of operands.

use std::fmt;

use ruint::aliases::U256;

/// The most cells a frame has: a register's index is below.
pub const FRAME_CELLS_MAX: u16 = 2047;

/// The most moves in one row.
pub const MOVES_MAX: usize = 3;

/// The most values that `pass` takes along.
pub const PASSED_MAX: usize = 4;

/// The most topics of an event (Yellow Paper, appendix H.2, 0xa0 to 0xa4).
pub const TOPICS_MAX: u8 = 4;

/// A pc: an instruction's index in its program. While a program is built, an [`Emitter`](crate::emit::Emitter) hands out
/// provisional labels and replaces them when it finishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(pub u32);

/// Where control goes on overflow; none makes the instruction wrap.
pub type Trap = Option<Label>;

/// Where control goes if there is no result: the divisor is zero, or a signed sum overflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Else(pub Label);

/// The four bytes before revert data, read big-endian.
pub type Selector = Option<u32>;

/// A number of cells or words.
pub type Count = u16;

/// An input's index: 0 is the selector, `1 + i` is word i.
pub type Index = u32;

/// A cell named relative to one of the bases; what moves name.
pub trait Slot: Copy + fmt::Debug + PartialEq + Eq {
    /// What stands before the offset in the text form.
    const PREFIX: &'static str;

    /// The offset; none if it isn't below [`FRAME_CELLS_MAX`], or is 0 where offsets count from 1.
    fn new(offset: u16) -> Option<Self>;

    /// The offset.
    fn offset(self) -> u16;
}

macro_rules! define_slots {
    ($( $(#[$doc:meta])* $name:ident $prefix:literal from $least:literal to $most:expr; )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u16);

        impl $name {
            /// The slot with an offset; none if it is out of range.
            #[must_use]
            pub fn new(offset: u16) -> Option<Self> {
                ($least..=$most).contains(&offset).then_some(Self(offset))
            }

            /// The offset.
            #[must_use]
            pub fn offset(self) -> u16 {
                self.0
            }

            /// The slot with an offset.
            ///
            /// # Panics
            /// If the offset is out of range; `new` is the form for offsets not known to be good.
            #[must_use]
            pub fn at(offset: u16) -> Self {
                Self::new(offset).expect("a slot's offset is within its range")
            }
        }

        impl Slot for $name {
            const PREFIX: &'static str = $prefix;

            fn new(offset: u16) -> Option<Self> {
                Self::new(offset)
            }

            fn offset(self) -> u16 {
                self.offset()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{}{}", $prefix, self.0)
            }
        }
    )* };
}

define_slots! {
    /// `[fp + offset]`, a register.
    Reg "r" from 0 to FRAME_CELLS_MAX - 1;
    /// `[ap + offset]`, a cell of the next frame or a result.
    Arg "a" from 0 to FRAME_CELLS_MAX - 1;
    /// `[lp + offset]`, a register of the frame in which the function was entered.
    Outer "l" from 0 to FRAME_CELLS_MAX - 1;
    /// `[ap - offset]`: result i of n has offset n - i.
    Back "ap-" from 1 to FRAME_CELLS_MAX;
}

/// A register or an immediate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand<I> {
    /// The content of a register.
    Reg(Reg),
    /// A constant.
    Immediate(I),
}

impl<I> From<Reg> for Operand<I> {
    fn from(reg: Reg) -> Self {
        Self::Reg(reg)
    }
}

impl From<u128> for Operand<u128> {
    fn from(value: u128) -> Self {
        Self::Immediate(value)
    }
}

impl From<U256> for Operand<U256> {
    fn from(value: U256) -> Self {
        Self::Immediate(value)
    }
}

/// The width of a narrow instruction in bits: a multiple of 8, at most `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Width<const MAX: u16>(u16);

impl<const MAX: u16> Width<MAX> {
    /// The width of so many bits, if there is one.
    #[must_use]
    pub fn new(bits: u16) -> Option<Self> {
        (bits.is_multiple_of(8) && (8..=MAX).contains(&bits)).then_some(Self(bits))
    }

    /// The number of bits.
    #[must_use]
    pub fn bits(self) -> u16 {
        self.0
    }

    /// The largest integer of this width.
    #[must_use]
    pub fn max_value(self) -> u128 {
        u128::MAX >> (u128::BITS - u32::from(self.0))
    }
}

/// The width to which `trunc` cuts, in bits: a multiple of 8, at most 248.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TruncWidth(u16);

impl TruncWidth {
    /// The width of so many bits, if there is one.
    #[must_use]
    pub fn new(bits: u16) -> Option<Self> {
        (bits.is_multiple_of(8) && (8..=248).contains(&bits)).then_some(Self(bits))
    }

    /// The number of bits.
    #[must_use]
    pub fn bits(self) -> u16 {
        self.0
    }
}

/// The number of an event's topics: at most [`TOPICS_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topics(u8);

impl Topics {
    /// So many topics; none if an event can't have them.
    #[must_use]
    pub fn new(count: u8) -> Option<Self> {
        (count <= TOPICS_MAX).then_some(Self(count))
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> u8 {
        self.0
    }
}

/// One to four registers whose content becomes the first cells of the next frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    first: Reg,
    others: [Option<Reg>; PASSED_MAX - 1],
}

impl Passed {
    /// The registers of a slice; none unless there are one to four.
    #[must_use]
    pub fn new(values: &[Reg]) -> Option<Self> {
        let (first, rest) = values.split_first()?;
        let mut others = [None; PASSED_MAX - 1];
        if rest.len() > others.len() {
            return None;
        }
        for (other, value) in others.iter_mut().zip(rest) {
            *other = Some(*value);
        }
        Some(Self { first: *first, others })
    }

    /// The registers, in order.
    pub fn iter(&self) -> impl Iterator<Item = Reg> + use<> {
        std::iter::once(self.first).chain(self.others.into_iter().flatten())
    }

    /// How many registers there are, 1 to 4.
    #[must_use]
    pub fn count(&self) -> u8 {
        self.iter().map(|_| 1).sum()
    }
}

/// One to three moves that share a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Moves<D, S> {
    first: (D, S),
    second: Option<(D, S)>,
    third: Option<(D, S)>,
}

impl<D: Slot, S: Slot> Moves<D, S> {
    /// One move.
    #[must_use]
    pub fn one(destination: D, source: S) -> Self {
        Self { first: (destination, source), second: None, third: None }
    }

    /// The moves of a slice; none unless there are one to three.
    #[must_use]
    pub fn new(moves: &[(D, S)]) -> Option<Self> {
        match *moves {
            [first] => Some(Self { first, second: None, third: None }),
            [first, second] => Some(Self { first, second: Some(second), third: None }),
            [first, second, third] => Some(Self { first, second: Some(second), third: Some(third) }),
            _ => None,
        }
    }

    /// (destination, source) of each move, in order.
    pub fn iter(&self) -> impl Iterator<Item = (D, S)> + use<D, S> {
        [Some(self.first), self.second, self.third].into_iter().flatten()
    }

    /// How many moves there are, 1 to 3.
    #[must_use]
    pub fn count(&self) -> u8 {
        1 + u8::from(self.second.is_some()) + u8::from(self.third.is_some())
    }
}

impl<D: Slot, S: Slot> fmt::Debug for Moves<D, S> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_map().entries(self.iter()).finish()
    }
}
