//! What the table's readers ask of an operand's type: its binary and text form and its share of a ROM row.

use ruint::aliases::U256;

use super::{
    EnvField, Listing, Place, RomError, RomRow,
    operand::{Else, Label, Moves, Operand, PASSED_MAX, Passed, Reg, Selector, Slot, Topics, Trap, TruncWidth, Width},
};
use crate::{
    asm::{AsmErrorKind, Line},
    codec::{DecodeError, Reader},
    felt::Felt,
    word::limbs,
};

const IMMEDIATE: u8 = 1;
const SELECTOR: u8 = 1;
const HIGH_LIMB: u8 = 1;
const TRAP: u8 = 2;
const MOVES: u8 = 3;
const PASSED: u8 = 7;
/// Where the values of `pass` stand.
const PASSED_PLACES: [Place; PASSED_MAX] = [Place::A, Place::B, Place::C, Place::W];
const LIMB_BITS: u16 = 128;

/// The type of an operand.
pub(crate) trait Parameter: Sized {
    /// The modifier bits this value sets.
    fn modifier(&self) -> u8 {
        0
    }
    fn map_labels(&mut self, _map: &mut dyn FnMut(Label) -> Label) {}
    fn encode(&self, out: &mut Vec<u8>);
    fn decode(input: &mut Reader<'_>, modifier: u8) -> Result<Self, DecodeError>;
    fn store(&self, row: &mut RomRow, place: Place);
    fn load(row: &RomRow, place: Place, modifier: u8) -> Result<Self, RomError>;
    fn print(&self, listing: &mut Listing<'_>);
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind>;
}

impl Parameter for Reg {
    fn encode(&self, out: &mut Vec<u8>) {
        encode_slot(*self, out);
    }
    fn decode(input: &mut Reader<'_>, _: u8) -> Result<Self, DecodeError> {
        decode_slot(input)
    }
    fn store(&self, row: &mut RomRow, place: Place) {
        row.put(place, self.offset());
    }
    fn load(row: &RomRow, place: Place, _: u8) -> Result<Self, RomError> {
        load_slot(row, place)
    }
    fn print(&self, listing: &mut Listing<'_>) {
        listing.operand(&self.to_string());
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        line.separator()?;
        line.slot()
    }
}

impl Parameter for Operand<u128> {
    fn modifier(&self) -> u8 {
        if matches!(self, Self::Immediate(_)) { IMMEDIATE } else { 0 }
    }
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Reg(reg) => encode_slot(*reg, out),
            Self::Immediate(value) => out.extend(value.to_le_bytes()),
        }
    }
    fn decode(input: &mut Reader<'_>, modifier: u8) -> Result<Self, DecodeError> {
        Ok(if modifier & IMMEDIATE == 0 {
            Self::Reg(decode_slot(input)?)
        } else {
            Self::Immediate(u128::from_le_bytes(input.array()?))
        })
    }
    fn store(&self, row: &mut RomRow, place: Place) {
        match self {
            Self::Reg(reg) => row.put(place, reg.offset()),
            Self::Immediate(value) => row.put(Place::X, *value),
        }
    }
    fn load(row: &RomRow, place: Place, modifier: u8) -> Result<Self, RomError> {
        Ok(if modifier & IMMEDIATE == 0 {
            Self::Reg(load_slot(row, place)?)
        } else {
            Self::Immediate(row.take(Place::X)?)
        })
    }
    fn print(&self, listing: &mut Listing<'_>) {
        match self {
            Self::Reg(reg) => listing.operand(&reg.to_string()),
            Self::Immediate(value) => listing.operand(&number(U256::from(*value))),
        }
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        line.separator()?;
        Ok(match line.number_or_none()? {
            Some(value) => {
                Self::Immediate(u128::try_from(value).map_err(|_| AsmErrorKind::NumberTooLarge { bits: 128 })?)
            }
            None => Self::Reg(line.slot()?),
        })
    }
}

impl Parameter for Operand<U256> {
    fn modifier(&self) -> u8 {
        if matches!(self, Self::Immediate(_)) { IMMEDIATE } else { 0 }
    }
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Reg(reg) => encode_slot(*reg, out),
            Self::Immediate(value) => value.encode(out),
        }
    }
    fn decode(input: &mut Reader<'_>, modifier: u8) -> Result<Self, DecodeError> {
        Ok(if modifier & IMMEDIATE == 0 {
            Self::Reg(decode_slot(input)?)
        } else {
            Self::Immediate(U256::decode(input, modifier)?)
        })
    }
    fn store(&self, row: &mut RomRow, place: Place) {
        match self {
            Self::Reg(reg) => row.put(place, reg.offset()),
            Self::Immediate(value) => value.store(row, Place::X),
        }
    }
    fn load(row: &RomRow, place: Place, modifier: u8) -> Result<Self, RomError> {
        Ok(if modifier & IMMEDIATE == 0 {
            Self::Reg(load_slot(row, place)?)
        } else {
            Self::Immediate(U256::load(row, Place::X, modifier)?)
        })
    }
    fn print(&self, listing: &mut Listing<'_>) {
        match self {
            Self::Reg(reg) => listing.operand(&reg.to_string()),
            Self::Immediate(value) => listing.operand(&number(*value)),
        }
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        line.separator()?;
        Ok(match line.number_or_none()? {
            Some(value) => Self::Immediate(value),
            None => Self::Reg(line.slot()?),
        })
    }
}

impl Parameter for U256 {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend(self.to_le_bytes::<32>());
    }
    fn decode(input: &mut Reader<'_>, _: u8) -> Result<Self, DecodeError> {
        Ok(Self::from_le_bytes::<32>(input.array()?))
    }
    fn store(&self, row: &mut RomRow, _: Place) {
        let (lo, hi) = limbs(*self);
        row.put(Place::X, lo);
        row.put(Place::Y, hi);
    }
    fn load(row: &RomRow, _: Place, _: u8) -> Result<Self, RomError> {
        let (lo, hi): (u128, u128) = (row.take(Place::X)?, row.take(Place::Y)?);
        Ok((Self::from(hi) << 128) | Self::from(lo))
    }
    fn print(&self, listing: &mut Listing<'_>) {
        listing.operand(&number(*self));
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        line.separator()?;
        line.number()
    }
}

impl<const MAX: u16> Parameter for Width<MAX> {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend(self.bits().to_le_bytes());
    }
    fn decode(input: &mut Reader<'_>, _: u8) -> Result<Self, DecodeError> {
        let bits = input.u16()?;
        Self::new(bits).ok_or(DecodeError::Width { bits })
    }
    fn store(&self, row: &mut RomRow, place: Place) {
        row.0[place as usize] = Felt::power_of_two(self.bits());
    }
    fn load(row: &RomRow, place: Place, _: u8) -> Result<Self, RomError> {
        exponent(row, place).and_then(Self::new).ok_or(RomError::OutOfRange(place))
    }
    fn print(&self, listing: &mut Listing<'_>) {
        listing.suffix(self.bits());
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        let bits = line.width()?;
        Self::new(bits).ok_or(AsmErrorKind::Width { bits, max: MAX })
    }
}

impl Parameter for TruncWidth {
    fn modifier(&self) -> u8 {
        if self.bits() >= LIMB_BITS { HIGH_LIMB } else { 0 }
    }
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend(self.bits().to_le_bytes());
    }
    fn decode(input: &mut Reader<'_>, _: u8) -> Result<Self, DecodeError> {
        let bits = input.u16()?;
        Self::new(bits).ok_or(DecodeError::Width { bits })
    }
    fn store(&self, row: &mut RomRow, place: Place) {
        row.0[place as usize] = Felt::power_of_two(self.bits() % LIMB_BITS);
    }
    fn load(row: &RomRow, place: Place, modifier: u8) -> Result<Self, RomError> {
        let base = if modifier & HIGH_LIMB == 0 { 0 } else { LIMB_BITS };
        exponent(row, place)
            .filter(|bits| *bits < LIMB_BITS)
            .and_then(|bits| Self::new(base + bits))
            .ok_or(RomError::OutOfRange(place))
    }
    fn print(&self, listing: &mut Listing<'_>) {
        listing.suffix(self.bits());
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        let bits = line.width()?;
        Self::new(bits).ok_or(AsmErrorKind::Width { bits, max: 248 })
    }
}

impl Parameter for Label {
    fn map_labels(&mut self, map: &mut dyn FnMut(Label) -> Label) {
        *self = map(*self);
    }
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend(self.0.to_le_bytes());
    }
    fn decode(input: &mut Reader<'_>, _: u8) -> Result<Self, DecodeError> {
        Ok(Self(input.u32()?))
    }
    fn store(&self, row: &mut RomRow, place: Place) {
        row.put(place, self.0);
    }
    fn load(row: &RomRow, place: Place, _: u8) -> Result<Self, RomError> {
        Ok(Self(row.take(place)?))
    }
    fn print(&self, listing: &mut Listing<'_>) {
        listing.label(*self);
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        line.separator()?;
        line.label()
    }
}

impl Parameter for Trap {
    fn modifier(&self) -> u8 {
        if self.is_some() { TRAP } else { 0 }
    }
    fn map_labels(&mut self, map: &mut dyn FnMut(Label) -> Label) {
        *self = self.map(map);
    }
    fn encode(&self, out: &mut Vec<u8>) {
        if let Some(label) = self {
            label.encode(out);
        }
    }
    fn decode(input: &mut Reader<'_>, modifier: u8) -> Result<Self, DecodeError> {
        if modifier & TRAP == 0 { Ok(None) } else { Label::decode(input, modifier).map(Some) }
    }
    fn store(&self, row: &mut RomRow, place: Place) {
        if let Some(label) = self {
            label.store(row, place);
        }
    }
    fn load(row: &RomRow, place: Place, modifier: u8) -> Result<Self, RomError> {
        if modifier & TRAP == 0 { Ok(None) } else { Label::load(row, place, modifier).map(Some) }
    }
    fn print(&self, listing: &mut Listing<'_>) {
        if let Some(label) = self {
            listing.trap(*label);
        }
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        if line.word_if("else") { line.label().map(Some) } else { Ok(None) }
    }
}

impl Parameter for Else {
    fn map_labels(&mut self, map: &mut dyn FnMut(Label) -> Label) {
        self.0.map_labels(map);
    }
    fn encode(&self, out: &mut Vec<u8>) {
        self.0.encode(out);
    }
    fn decode(input: &mut Reader<'_>, modifier: u8) -> Result<Self, DecodeError> {
        Label::decode(input, modifier).map(Self)
    }
    fn store(&self, row: &mut RomRow, place: Place) {
        self.0.store(row, place);
    }
    fn load(row: &RomRow, place: Place, modifier: u8) -> Result<Self, RomError> {
        Label::load(row, place, modifier).map(Self)
    }
    fn print(&self, listing: &mut Listing<'_>) {
        listing.trap(self.0);
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        if line.word_if("else") { line.label().map(Self) } else { Err(AsmErrorKind::Expected("`else` and a label")) }
    }
}

impl Parameter for Selector {
    fn modifier(&self) -> u8 {
        if self.is_some() { SELECTOR } else { 0 }
    }
    fn encode(&self, out: &mut Vec<u8>) {
        if let Some(selector) = self {
            selector.encode(out);
        }
    }
    fn decode(input: &mut Reader<'_>, modifier: u8) -> Result<Self, DecodeError> {
        if modifier & SELECTOR == 0 { Ok(None) } else { input.u32().map(Some) }
    }
    fn store(&self, row: &mut RomRow, place: Place) {
        if let Some(selector) = self {
            row.put(place, *selector);
        }
    }
    fn load(row: &RomRow, place: Place, modifier: u8) -> Result<Self, RomError> {
        if modifier & SELECTOR == 0 { Ok(None) } else { row.take(place).map(Some) }
    }
    fn print(&self, listing: &mut Listing<'_>) {
        if let Some(selector) = self {
            listing.operand(&format!("{selector:#010x}"));
        }
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        if line.at_end() { Ok(None) } else { u32::parse(line).map(Some) }
    }
}

impl Parameter for Topics {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(self.count());
    }
    fn decode(input: &mut Reader<'_>, _: u8) -> Result<Self, DecodeError> {
        let count = input.byte()?;
        Self::new(count).ok_or(DecodeError::Topics { count })
    }
    fn store(&self, row: &mut RomRow, place: Place) {
        row.put(place, self.count());
    }
    fn load(row: &RomRow, place: Place, _: u8) -> Result<Self, RomError> {
        Self::new(row.take(place)?).ok_or(RomError::OutOfRange(place))
    }
    fn print(&self, listing: &mut Listing<'_>) {
        listing.operand(&self.count().to_string());
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        line.separator()?;
        let count = line.number()?;
        u8::try_from(count).ok().and_then(Self::new).ok_or(AsmErrorKind::TooManyTopics)
    }
}

macro_rules! integer_parameters {
    ($($integer:ident),*) => { $(
        impl Parameter for $integer {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend(self.to_le_bytes());
            }
            fn decode(input: &mut Reader<'_>, _: u8) -> Result<Self, DecodeError> {
                input.array().map($integer::from_le_bytes)
            }
            fn store(&self, row: &mut RomRow, place: Place) {
                row.put(place, *self);
            }
            fn load(row: &RomRow, place: Place, _: u8) -> Result<Self, RomError> {
                row.take(place)
            }
            fn print(&self, listing: &mut Listing<'_>) {
                listing.operand(&self.to_string());
            }
            fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
                line.separator()?;
                $integer::try_from(line.number()?).map_err(|_| AsmErrorKind::NumberTooLarge { bits: $integer::BITS })
            }
        }
    )* };
}
integer_parameters!(u16, u32);

impl Parameter for EnvField {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(*self as u8);
    }
    fn decode(input: &mut Reader<'_>, _: u8) -> Result<Self, DecodeError> {
        let number = input.byte()?;
        Self::from_number(number).ok_or(DecodeError::UnknownField { number })
    }
    fn store(&self, row: &mut RomRow, place: Place) {
        row.put(place, *self as u8);
    }
    fn load(row: &RomRow, place: Place, _: u8) -> Result<Self, RomError> {
        Self::from_number(row.take(place)?).ok_or(RomError::OutOfRange(place))
    }
    fn print(&self, listing: &mut Listing<'_>) {
        listing.operand(self.name());
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        line.separator()?;
        line.env_field()
    }
}

impl<D: Slot, S: Slot> Parameter for Moves<D, S> {
    fn modifier(&self) -> u8 {
        self.count()
    }
    fn encode(&self, out: &mut Vec<u8>) {
        for (destination, source) in self.iter() {
            encode_slot(destination, out);
            encode_slot(source, out);
        }
    }
    fn decode(input: &mut Reader<'_>, modifier: u8) -> Result<Self, DecodeError> {
        let mut moves = Vec::with_capacity(usize::from(MOVES));
        for _ in 0..modifier & MOVES {
            moves.push((decode_slot(input)?, decode_slot(input)?));
        }
        Self::new(&moves).ok_or(DecodeError::NoMoves)
    }
    fn store(&self, row: &mut RomRow, _: Place) {
        let places = [(Place::X, Place::A), (Place::Y, Place::B), (Place::W, Place::C)];
        for ((destination, source), (to, from)) in self.iter().zip(places) {
            row.put(to, destination.offset());
            row.put(from, source.offset());
        }
    }
    fn load(row: &RomRow, _: Place, modifier: u8) -> Result<Self, RomError> {
        let places = [(Place::X, Place::A), (Place::Y, Place::B), (Place::W, Place::C)];
        let moves = places
            .into_iter()
            .take(usize::from(modifier & MOVES))
            .map(|(to, from)| Ok((load_slot(row, to)?, load_slot(row, from)?)))
            .collect::<Result<Vec<_>, RomError>>()?;
        Self::new(&moves).ok_or(RomError::NotARow)
    }
    fn print(&self, listing: &mut Listing<'_>) {
        for (destination, source) in self.iter() {
            let text = format!("{}{} <- {}{}", D::PREFIX, destination.offset(), S::PREFIX, source.offset());
            listing.operand(&text);
        }
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        let mut moves = Vec::new();
        while moves.is_empty() || !line.at_end() {
            line.separator()?;
            let destination = line.slot()?;
            line.arrow()?;
            moves.push((destination, line.slot()?));
        }
        Self::new(&moves).ok_or(AsmErrorKind::TooManyMoves { count: moves.len() })
    }
}

impl Parameter for Passed {
    fn modifier(&self) -> u8 {
        self.count()
    }
    fn encode(&self, out: &mut Vec<u8>) {
        self.iter().for_each(|value| encode_slot(value, out));
    }
    fn decode(input: &mut Reader<'_>, modifier: u8) -> Result<Self, DecodeError> {
        let values = (0..modifier & PASSED).map(|_| decode_slot(input)).collect::<Result<Vec<_>, _>>()?;
        Self::new(&values).ok_or(DecodeError::NoMoves)
    }
    fn store(&self, row: &mut RomRow, _: Place) {
        for (value, place) in self.iter().zip(PASSED_PLACES) {
            row.put(place, value.offset());
        }
    }
    fn load(row: &RomRow, _: Place, modifier: u8) -> Result<Self, RomError> {
        let places = PASSED_PLACES.into_iter().take(usize::from(modifier & PASSED));
        let values = places.map(|place| load_slot(row, place)).collect::<Result<Vec<_>, _>>()?;
        Self::new(&values).ok_or(RomError::NotARow)
    }
    fn print(&self, listing: &mut Listing<'_>) {
        self.iter().for_each(|value| listing.operand(&value.to_string()));
    }
    fn parse(line: &mut Line<'_>) -> Result<Self, AsmErrorKind> {
        let mut values = Vec::new();
        while values.is_empty() || !line.at_end() {
            line.separator()?;
            values.push(line.slot()?);
        }
        Self::new(&values).ok_or(AsmErrorKind::TooManyValues { count: values.len() })
    }
}

fn encode_slot(slot: impl Slot, out: &mut Vec<u8>) {
    out.extend(slot.offset().to_le_bytes());
}

fn decode_slot<S: Slot>(input: &mut Reader<'_>) -> Result<S, DecodeError> {
    let offset = input.u16()?;
    S::new(offset).ok_or(DecodeError::Slot { prefix: S::PREFIX, offset })
}

fn load_slot<S: Slot>(row: &RomRow, place: Place) -> Result<S, RomError> {
    S::new(row.take(place)?).ok_or(RomError::OutOfRange(place))
}

/// The exponent of a power of two below `2^254`.
fn exponent(row: &RomRow, place: Place) -> Option<u16> {
    let value = row.at(place).to_u256();
    if value.is_power_of_two() { u16::try_from(value.trailing_zeros()).ok() } else { None }
}

/// Small numbers in decimal, others in hexadecimal.
fn number(value: U256) -> String {
    if value < U256::from(1 << 16) { value.to_string() } else { format!("{value:#x}") }
}
