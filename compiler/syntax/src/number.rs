//! Number literals: their text, and what is wrong with it. Their value is the analysis's business.

use crate::ast::{Number, NumberBase, Unit};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{Span, Spanned};
use crate::token::Fault;

/// How many bits the numerator or the denominator of a literal may need, unit included. solc's own limit.
pub const MAX_LITERAL_BITS: u32 = 4_096;

/// The length of the number at the start of `text`, which starts with a digit or a point and a digit.
pub(crate) fn scan(text: &str) -> (usize, Option<Fault>) {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let run = |mut at: usize, accept: fn(u8) -> bool| {
        while accept(byte(at)) {
            at += 1;
        }
        at
    };
    let digit_or_underscore = |b: u8| b.is_ascii_digit() || b == b'_';
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'$';
    let fault = |at: usize, fault: Fault| (run(at, word).max(1), Some(fault));

    let mut at = 0;
    if byte(0) == b'0' && byte(1) == b'x' {
        at = run(2, |b| b.is_ascii_hexdigit() || b == b'_');
        if !byte(2).is_ascii_hexdigit() {
            return fault(at, Fault::Number);
        }
    } else {
        if byte(0) == b'0' && byte(1).is_ascii_digit() {
            return fault(0, Fault::Octal);
        }
        at = run(at, digit_or_underscore);
        if byte(at) == b'.' && digit_or_underscore(byte(at + 1)) {
            at = run(at + 1, digit_or_underscore);
        }
        if matches!(byte(at), b'e' | b'E') {
            at += 1;
            if byte(at) == b'-' {
                at += 1;
            }
            if !digit_or_underscore(byte(at)) {
                return fault(at, Fault::Number);
            }
            at = run(at, digit_or_underscore);
        }
    }
    // A number ends where no word goes on: `3in` is no number and a word.
    if word(byte(at)) { fault(at, Fault::Number) } else { (at, None) }
}

/// The literal that `text`, which [`scan`] has accepted, writes.
pub(crate) fn parse(text: &str, unit: Option<Spanned<Unit>>, span: Span) -> Result<Number, Diagnostic> {
    check_underscores(text, span)?;
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    let number = if let Some(digits) = plain.strip_prefix("0x") {
        if let Some(unit) = unit {
            let message = "a hexadecimal number can't be combined with a unit";
            return Err(Diagnostic::error(Code::Solc(5145), message, span)
                .secondary(unit.span, "this unit")
                .help("write the number in decimal, or multiply"));
        }
        Number {
            base: NumberBase::Hexadecimal,
            digits: significant(digits).into(),
            exponent: 0,
            unit,
            text: text.into(),
        }
    } else {
        let (mantissa, exponent) = plain.split_once(['e', 'E']).unwrap_or((&plain, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let digits = format!("{whole}{fraction}");
        let digits = significant(&digits);
        let places = i32::try_from(fraction.len()).ok();
        // Zero is zero whatever its exponent says.
        let exponent = if digits == "0" {
            Some(0)
        } else {
            exponent.parse::<i32>().ok().zip(places).and_then(|(written, places)| written.checked_sub(places))
        };
        let Some(exponent) = exponent else { return Err(too_large(span)) };
        Number { base: NumberBase::Decimal, digits: digits.into(), exponent, unit, text: text.into() }
    };
    if bits(&number) > f64::from(MAX_LITERAL_BITS) { Err(too_large(span)) } else { Ok(number) }
}

fn too_large(span: Span) -> Diagnostic {
    let message = format!("this literal needs more than {MAX_LITERAL_BITS} bits");
    Diagnostic::error(Code::Solc(2826), message, span)
}

fn significant(digits: &str) -> &str {
    let rest = digits.trim_start_matches('0');
    if rest.is_empty() { "0" } else { rest }
}

/// Upper bound of the bits that the larger of numerator and denominator takes, before evaluation.
#[allow(clippy::cast_precision_loss)] // an estimate, of lengths that are far below 2^52
fn bits(number: &Number) -> f64 {
    let length = number.digits.len() as f64;
    match number.base {
        NumberBase::Hexadecimal => length * 4.0,
        NumberBase::Decimal => {
            // The first digit counts by its value, so that the bound is exact up to a bit.
            let log10 = f64::from(10.0_f32).log2();
            let tenths = f64::from(number.exponent);
            let unit = number.unit.map_or(0.0, |unit| (unit.node.factor() as f64).log2());
            let leading: f64 = number.digits.get(..number.digits.len().min(15)).unwrap_or("0").parse().unwrap_or(0.0);
            let shift = length - length.min(15.0);
            let mantissa = leading.max(1.0).log2() + shift * log10;
            let numerator = mantissa + tenths.max(0.0) * log10 + unit;
            let denominator = (-tenths).max(0.0) * log10;
            numerator.max(denominator)
        }
    }
}

/// solc's rules for underscores, each with its number: only between digits, and one at a time.
fn check_underscores(text: &str, span: Span) -> Result<(), Diagnostic> {
    let refuse = |number: u16, message: &str| Err(Diagnostic::error(Code::Solc(number), message, span));
    if text.ends_with('_') {
        return refuse(2090, "a number can't end in an underscore");
    }
    if text.contains("__") {
        return refuse(2990, "a number can't have two underscores in a row");
    }
    if text.starts_with("0x") {
        return Ok(());
    }
    if text.contains("_.") {
        return refuse(1023, "a number can't have an underscore in front of the point");
    }
    if text.contains("._") {
        return refuse(3891, "a number can't have an underscore behind the point");
    }
    if text.contains("_e") || text.contains("_E") {
        return refuse(6415, "a number can't have an underscore in front of the exponent");
    }
    if text.contains("e_") || text.contains("E_") {
        return refuse(6165, "an exponent can't start with an underscore");
    }
    Ok(())
}
