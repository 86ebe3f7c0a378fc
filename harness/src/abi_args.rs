//! Arguments as people write them, `transfer(0xBEEF, 1_000)`, and their ABI encoding.
//!
//! Text becomes an [`Arg`] without looking at types; [`coerce`] then reads each by the type that the ABI names. Numbers may
//! have underscores, a hexadecimal form or an exponent (`5e18`); an address may leave out its leading zeros.

use std::fmt;
use std::str::FromStr;

use alloy_dyn_abi::{DynSolType, DynSolValue, FunctionExt, JsonAbiExt, Specifier};
use alloy_json_abi::{Constructor, Event, EventParam, Function, JsonAbi, Param};
use alloy_primitives::{Address, B256, Bytes, I256, LogData, U256, hex, keccak256};

use crate::measure::counted;

/// How deep lists and tuples may nest.
pub const DEPTH_MAX: usize = 32;

/// An argument before its type is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// A number, address, truth value, byte string, or text without quotes.
    Atom(String),
    /// Text in quotes.
    Text(String),
    /// `[a, b]`
    List(Vec<Arg>),
    /// `(a, b)`
    Tuple(Vec<Arg>),
}

impl fmt::Display for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Atom(text) => f.write_str(&shortened(text)),
            Self::Text(text) => write!(f, "\"{}\"", shortened(text)),
            Self::List(items) => write!(f, "[{}]", joined(items)),
            Self::Tuple(items) => write!(f, "({})", joined(items)),
        }
    }
}

/// Arguments with commas between.
#[must_use]
pub fn joined(args: &[Arg]) -> String {
    args.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 80 {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(79).collect::<String>())
    }
}

/// A name and arguments: a call, or an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallText {
    /// The name; a whole signature where overloads must be told apart.
    pub name: String,
    /// The arguments.
    pub args: Vec<Arg>,
}

impl fmt::Display for CallText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name, joined(&self.args))
    }
}

/// Why arguments can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArgsError {
    /// The text is no call or no list.
    #[error("`{}`: expected {expected} at character {at}", shortened(text))]
    Syntax {
        /// The text.
        text: String,
        /// What should stand there.
        expected: &'static str,
        /// Where, counted from 1.
        at: usize,
    },
    /// Brackets nest too deep.
    #[error("lists and tuples nest deeper than {DEPTH_MAX}")]
    TooDeep,
    /// No function, event or error has this name.
    #[error("the contract has no {kind} `{name}`; it has {}", list(known))]
    Unknown {
        /// `function`, `event`, `error`.
        kind: &'static str,
        /// The name.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Several functions fit.
    #[error("several functions take these arguments: {}; write the whole signature", list(candidates))]
    Ambiguous {
        /// Their signatures.
        candidates: Vec<String>,
    },
    /// Too few or too many arguments.
    #[error("`{signature}` takes {}, not {found}", counted(*expected as u64, "argument"))]
    Count {
        /// What was called.
        signature: String,
        /// How many it takes.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// No parameter of a function has this name.
    #[error("`{signature}` has no parameter `{parameter}`; by name it has {}", list(known))]
    NoParameter {
        /// The function.
        signature: String,
        /// The name.
        parameter: String,
        /// What there is.
        known: Vec<String>,
    },
    /// An argument is no value of its type.
    #[error("argument {position} of `{signature}`: `{arg}` is no `{ty}`: {reason}")]
    Type {
        /// What was called.
        signature: String,
        /// Which argument, from 1.
        position: usize,
        /// The argument.
        arg: String,
        /// The type in the ABI.
        ty: String,
        /// What is wrong.
        reason: String,
    },
    /// A constructor that isn't there was given arguments.
    #[error("the contract has no constructor that takes arguments, and {found} are given")]
    NoConstructor {
        /// How many there are.
        found: usize,
    },
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// Reads `name(a, b)`. The name may be a whole signature: `name(uint256)(5)`.
pub fn parse_call(text: &str) -> Result<CallText, ArgsError> {
    let mut parser = Parser::new(text);
    parser.space();
    let start = parser.at;
    while parser.peek().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
        parser.at += 1;
    }
    if parser.at == start {
        return Err(parser.expected("a name"));
    }
    let mut name: String = parser.chars[start..parser.at].iter().collect();
    parser.space();
    let first = parser.at;
    let mut args = parser.sequence('(', ')', 0)?;
    parser.space();
    if parser.peek() == Some('(') {
        name.extend(parser.chars[first..parser.at].iter().filter(|c| !c.is_whitespace()));
        args = parser.sequence('(', ')', 0)?;
        parser.space();
    }
    parser.end()?;
    Ok(CallText { name, args })
}

/// Reads `a, b`; nothing is an empty list.
pub fn parse_list(text: &str) -> Result<Vec<Arg>, ArgsError> {
    let mut parser = Parser::new(text);
    let args = parser.items(None, 0)?;
    parser.end()?;
    Ok(args)
}

struct Parser<'t> {
    text: &'t str,
    chars: Vec<char>,
    at: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, chars: text.chars().collect(), at: 0 }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn expected(&self, expected: &'static str) -> ArgsError {
        ArgsError::Syntax { text: self.text.to_owned(), expected, at: self.at + 1 }
    }

    fn end(&mut self) -> Result<(), ArgsError> {
        self.space();
        if self.peek().is_some() { Err(self.expected("the end")) } else { Ok(()) }
    }

    fn sequence(&mut self, open: char, close: char, depth: usize) -> Result<Vec<Arg>, ArgsError> {
        if self.peek() != Some(open) {
            return Err(self.expected(if open == '(' { "`(`" } else { "`[`" }));
        }
        self.at += 1;
        let items = self.items(Some(close), depth)?;
        self.at += 1;
        Ok(items)
    }

    /// Items up to `close`, which is not consumed; without one, up to the end.
    fn items(&mut self, close: Option<char>, depth: usize) -> Result<Vec<Arg>, ArgsError> {
        if depth > DEPTH_MAX {
            return Err(ArgsError::TooDeep);
        }
        let mut items = Vec::new();
        self.space();
        if self.peek() == close {
            return Ok(items);
        }
        loop {
            self.space();
            items.push(self.item(depth)?);
            self.space();
            match self.peek() {
                Some(',') => self.at += 1,
                found if found == close => return Ok(items),
                _ => {
                    return Err(self.expected(match close {
                        Some(')') => "`,` or `)`",
                        Some(_) => "`,` or `]`",
                        None => "`,` or the end",
                    }));
                }
            }
        }
    }

    fn item(&mut self, depth: usize) -> Result<Arg, ArgsError> {
        match self.peek() {
            Some('[') => Ok(Arg::List(self.sequence('[', ']', depth + 1)?)),
            Some('(') => Ok(Arg::Tuple(self.sequence('(', ')', depth + 1)?)),
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            _ => {
                let start = self.at;
                while self.peek().is_some_and(|c| !matches!(c, ',' | '(' | ')' | '[' | ']' | '"' | '\'')) {
                    self.at += 1;
                }
                let atom: String = self.chars[start..self.at].iter().collect();
                match atom.trim() {
                    "" => Err(self.expected("an argument")),
                    atom => Ok(Arg::Atom(atom.to_owned())),
                }
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Result<Arg, ArgsError> {
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err(self.expected("a closing quote")),
                Some(c) if c == quote => break,
                Some('\\') => {
                    self.at += 1;
                    match self.peek() {
                        Some('n') => text.push('\n'),
                        Some(c @ ('\\' | '"' | '\'')) => text.push(c),
                        _ => return Err(self.expected("`\\`, `n` or a quote after `\\`")),
                    }
                }
                Some(c) => text.push(c),
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(Arg::Text(text))
    }
}

/// A number: decimal with an optional exponent, or hexadecimal; underscores between digits.
pub fn parse_uint(text: &str) -> Result<U256, String> {
    const TOO_LARGE: &str = "it has more than 256 bits";
    let (digits, radix) = text.strip_prefix("0x").map_or((text, 10), |digits| (digits, 16));
    let (digits, exponent) = match digits.split_once(['e', 'E']) {
        Some((digits, exponent)) if radix == 10 => {
            let exponent = u32::from_str(exponent).map_err(|_| format!("`{}` is no exponent", shortened(exponent)))?;
            (digits, exponent)
        }
        _ => (digits, 0),
    };
    if digits.is_empty() || digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") {
        return Err("it is no number".to_owned());
    }
    let mut value = U256::ZERO;
    for c in digits.chars().filter(|&c| c != '_') {
        let digit = c.to_digit(radix).ok_or_else(|| "it is no number".to_owned())?;
        value = value
            .checked_mul(U256::from(radix))
            .and_then(|value| value.checked_add(U256::from(digit)))
            .ok_or_else(|| TOO_LARGE.to_owned())?;
    }
    if value.is_zero() {
        return Ok(value);
    }
    U256::from(10)
        .checked_pow(U256::from(exponent))
        .and_then(|power| value.checked_mul(power))
        .ok_or_else(|| TOO_LARGE.to_owned())
}

/// Wei: a number, and `wei`, `gwei` or `ether` behind it if one likes.
pub fn parse_wei(text: &str) -> Result<U256, String> {
    let (number, unit) = match text.trim().split_once(' ') {
        Some((number, unit)) => (number, unit.trim()),
        None => (text.trim(), "wei"),
    };
    let scale = match unit {
        "wei" => U256::ONE,
        "gwei" => U256::from(1_000_000_000_u64),
        "ether" => U256::from(1_000_000_000_000_000_000_u64),
        _ => return Err(format!("`{}` is none of wei, gwei, ether", shortened(unit))),
    };
    parse_uint(number)?.checked_mul(scale).ok_or_else(|| "it has more than 256 bits".to_owned())
}

/// An address: hexadecimal, leading zeros may be left out; with mixed case in 40 digits, the checksum (EIP-55) must fit.
pub fn parse_address(text: &str) -> Result<Address, String> {
    let digits = text.strip_prefix("0x").ok_or("an address starts with 0x")?;
    if digits.is_empty() || digits.len() > 40 {
        return Err(format!("an address has 1 to 40 digits, not {}", digits.len()));
    }
    let bytes = hex::decode(format!("{digits:0>40}")).map_err(|_| "a digit is not hexadecimal".to_owned())?;
    let address = Address::from_slice(&bytes);
    let mixed = digits.bytes().any(|c| c.is_ascii_lowercase()) && digits.bytes().any(|c| c.is_ascii_uppercase());
    if digits.len() == 40 && mixed && address.to_checksum(None) != text {
        return Err(format!("its checksum is wrong; it should be {}", address.to_checksum(None)));
    }
    Ok(address)
}

/// Reads an argument as a value of a type.
pub fn coerce(arg: &Arg, ty: &DynSolType) -> Result<DynSolValue, String> {
    match (ty, arg) {
        (DynSolType::Bool, Arg::Atom(text)) => match text.as_str() {
            "true" => Ok(DynSolValue::Bool(true)),
            "false" => Ok(DynSolValue::Bool(false)),
            _ => Err("it is neither true nor false".to_owned()),
        },
        (DynSolType::Uint(bits), Arg::Atom(text)) => {
            if text.starts_with('-') {
                return Err("it is negative".to_owned());
            }
            let value = parse_uint(text)?;
            if value.bit_len() > *bits {
                return Err(format!("it has {} bits", value.bit_len()));
            }
            Ok(DynSolValue::Uint(value, *bits))
        }
        (DynSolType::Int(bits), Arg::Atom(text)) => {
            let (negative, magnitude) = match text.strip_prefix('-') {
                Some(magnitude) => (true, parse_uint(magnitude)?),
                None => (false, parse_uint(text)?),
            };
            let limit = U256::ONE << (bits - 1);
            if magnitude > limit || (magnitude == limit && !negative) {
                return Err("it is out of range".to_owned());
            }
            let word = if negative { magnitude.wrapping_neg() } else { magnitude };
            Ok(DynSolValue::Int(I256::from_raw(word), *bits))
        }
        (DynSolType::Address, Arg::Atom(text)) => parse_address(text).map(DynSolValue::Address),
        (DynSolType::FixedBytes(size), Arg::Atom(text)) => {
            let bytes = parse_bytes(text)?;
            if bytes.len() != *size {
                return Err(format!("it has {} bytes", bytes.len()));
            }
            Ok(DynSolValue::FixedBytes(B256::right_padding_from(&bytes), *size))
        }
        (DynSolType::Bytes, Arg::Atom(text)) => parse_bytes(text).map(DynSolValue::Bytes),
        (DynSolType::String, Arg::Atom(text) | Arg::Text(text)) => Ok(DynSolValue::String(text.clone())),
        (DynSolType::Array(item), Arg::List(items)) => Ok(DynSolValue::Array(coerce_each(items, item)?)),
        (DynSolType::FixedArray(item, size), Arg::List(items)) => {
            if items.len() != *size {
                return Err(format!("it has {} elements", items.len()));
            }
            Ok(DynSolValue::FixedArray(coerce_each(items, item)?))
        }
        (DynSolType::Tuple(types), Arg::Tuple(items)) => {
            if items.len() != types.len() {
                return Err(format!("it has {} components", items.len()));
            }
            let values = items.iter().zip(types).map(|(item, ty)| coerce(item, ty)).collect::<Result<_, _>>()?;
            Ok(DynSolValue::Tuple(values))
        }
        (DynSolType::Function, _) => Err("function values can't be written".to_owned()),
        (DynSolType::Array(_) | DynSolType::FixedArray(..), _) => Err("a list `[…]` is expected".to_owned()),
        (DynSolType::Tuple(_), _) => Err("a tuple `(…)` is expected".to_owned()),
        (_, Arg::Text(_)) => Err("it is text".to_owned()),
        (_, Arg::List(_)) => Err("it is a list".to_owned()),
        (_, Arg::Tuple(_)) => Err("it is a tuple".to_owned()),
        #[allow(unreachable_patterns, reason = "alloy has more types under other features")]
        (_, Arg::Atom(_)) => Err("the type is not supported".to_owned()),
    }
}

fn coerce_each(items: &[Arg], ty: &DynSolType) -> Result<Vec<DynSolValue>, String> {
    items.iter().map(|item| coerce(item, ty)).collect()
}

/// Bytes as `0x…`, all digits there.
pub fn parse_bytes(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.strip_prefix("0x").ok_or("bytes start with 0x")?;
    hex::decode(digits).map_err(|_| "it is no even number of hexadecimal digits".to_owned())
}

/// Values of parameters, in order.
fn values<'p, P: Specifier<DynSolType> + 'p>(
    signature: &str,
    params: impl ExactSizeIterator<Item = (&'p P, &'p str)>,
    args: &[Arg],
) -> Result<Vec<DynSolValue>, ArgsError> {
    if params.len() != args.len() {
        return Err(ArgsError::Count { signature: signature.to_owned(), expected: params.len(), found: args.len() });
    }
    params
        .zip(args)
        .enumerate()
        .map(|(index, ((param, name), arg))| {
            let of = |reason: String| ArgsError::Type {
                signature: signature.to_owned(),
                position: index + 1,
                arg: shortened(&arg.to_string()),
                ty: name.to_owned(),
                reason,
            };
            let ty = param.resolve().map_err(|error| of(error.to_string()))?;
            coerce(arg, &ty).map_err(of)
        })
        .collect()
}

fn params(params: &[Param]) -> impl ExactSizeIterator<Item = (&Param, &str)> {
    params.iter().map(|param| (param, param.ty.as_str()))
}

/// A function of the ABI, and calldata for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedCall {
    /// The function.
    pub function: Function,
    /// Selector and arguments.
    pub calldata: Bytes,
}

/// The functions that a call may mean by its name.
fn candidates<'a>(abi: &'a JsonAbi, call: &CallText) -> Result<Vec<&'a Function>, ArgsError> {
    let candidates: Vec<&Function> = if call.name.contains('(') {
        abi.functions().filter(|function| function.signature() == call.name).collect()
    } else {
        abi.function(&call.name).into_iter().flatten().collect()
    };
    if candidates.is_empty() {
        let known = abi.functions().map(Function::signature).collect();
        return Err(ArgsError::Unknown { kind: "function", name: call.name.clone(), known });
    }
    Ok(candidates)
}

/// Which argument of a call is the one for a parameter, counted from 0. A parameter is named by its name or by its number,
/// counted from 1.
pub fn position(abi: &JsonAbi, call: &CallText, parameter: &str) -> Result<usize, ArgsError> {
    let candidates = candidates(abi, call)?;
    let number = parameter.parse().ok().filter(|number| (1..=call.args.len()).contains(number));
    let at = |function: &&Function| {
        let named = function.inputs.iter().position(|input| input.name == parameter);
        named.or(number.map(|number: usize| number - 1))
    };
    let fitting: Vec<&Function> =
        candidates.iter().copied().filter(|function| function.inputs.len() == call.args.len()).collect();
    let Some(first) = fitting.first() else {
        let (signature, expected) = (candidates[0].signature(), candidates[0].inputs.len());
        return Err(ArgsError::Count { signature, expected, found: call.args.len() });
    };
    let mut positions: Vec<usize> = fitting.iter().filter_map(at).collect();
    positions.dedup();
    match positions.as_slice() {
        [position] => Ok(*position),
        [] => Err(ArgsError::NoParameter {
            signature: first.signature(),
            parameter: parameter.to_owned(),
            known: first.inputs.iter().map(|input| input.name.clone()).filter(|name| !name.is_empty()).collect(),
        }),
        _ => Err(ArgsError::Ambiguous { candidates: fitting.iter().map(|function| function.signature()).collect() }),
    }
}

/// Finds the function that takes these arguments and encodes them. With several of one name, the arguments decide.
pub fn encode_call(abi: &JsonAbi, call: &CallText) -> Result<EncodedCall, ArgsError> {
    let candidates = candidates(abi, call)?;
    let mut fits = Vec::new();
    let mut first_error = None;
    for function in candidates {
        match values(&function.signature(), params(&function.inputs), &call.args) {
            Ok(values) => fits.push((function, values)),
            // a wrong type says more than a wrong count, so it replaces it
            Err(error) => match first_error {
                Some(ArgsError::Type { .. }) => {}
                Some(_) if matches!(error, ArgsError::Count { .. }) => {}
                _ => first_error = Some(error),
            },
        }
    }
    match fits.as_slice() {
        [(function, values)] => {
            let calldata = function.abi_encode_input(values).expect("values were made for these parameters");
            Ok(EncodedCall { function: (*function).clone(), calldata: calldata.into() })
        }
        [] => Err(first_error.expect("a candidate that doesn't fit says why")),
        several => {
            Err(ArgsError::Ambiguous { candidates: several.iter().map(|(function, _)| function.signature()).collect() })
        }
    }
}

/// The ABI encoding of constructor arguments, without the code before it.
pub fn encode_constructor(constructor: Option<&Constructor>, args: &[Arg]) -> Result<Bytes, ArgsError> {
    let Some(constructor) = constructor else {
        return if args.is_empty() { Ok(Bytes::new()) } else { Err(ArgsError::NoConstructor { found: args.len() }) };
    };
    let types: Vec<String> = constructor.inputs.iter().map(|param| param.selector_type().into_owned()).collect();
    let values = values(&format!("constructor({})", types.join(",")), params(&constructor.inputs), args)?;
    Ok(constructor.abi_encode_input(&values).expect("values were made for these parameters").into())
}

/// The return data of a function that returns these values.
pub fn encode_results(function: &Function, args: &[Arg]) -> Result<Bytes, ArgsError> {
    let signature = format!("results of {}", function.signature());
    let values = values(&signature, params(&function.outputs), args)?;
    Ok(function.abi_encode_output(&values).expect("values were made for these parameters").into())
}

/// The revert data of a custom error.
pub fn encode_error(abi: &JsonAbi, call: &CallText) -> Result<Bytes, ArgsError> {
    let error = abi.error(&call.name).and_then(|errors| errors.first());
    let Some(error) = error else {
        let known = abi.errors().map(alloy_json_abi::Error::signature).collect();
        return Err(ArgsError::Unknown { kind: "error", name: call.name.clone(), known });
    };
    let values = values(&error.signature(), params(&error.inputs), &call.args)?;
    let mut data = error.selector().to_vec();
    data.extend(DynSolValue::Tuple(values).abi_encode_params());
    Ok(data.into())
}

/// The log that an event leaves.
pub fn encode_event(abi: &JsonAbi, call: &CallText) -> Result<LogData, ArgsError> {
    let Some(event) = abi.event(&call.name).and_then(|events| events.first()) else {
        let known = abi.events().map(Event::signature).collect();
        return Err(ArgsError::Unknown { kind: "event", name: call.name.clone(), known });
    };
    let inputs = event.inputs.iter().map(|param: &EventParam| (param, param.ty.as_str()));
    let values = values(&event.signature(), inputs, &call.args)?;
    let mut topics: Vec<B256> = if event.anonymous { Vec::new() } else { vec![event.selector()] };
    let mut body = Vec::new();
    for (param, value) in event.inputs.iter().zip(values) {
        match (param.indexed, value.as_word()) {
            (false, _) => body.push(value),
            (true, Some(word)) => topics.push(word),
            (true, None) => topics.push(keccak256(value.abi_encode_packed())),
        }
    }
    Ok(LogData::new_unchecked(topics, DynSolValue::Tuple(body).abi_encode_params().into()))
}

#[cfg(test)]
mod tests;
