//! Tokens of the text form.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, digits, `_`, `.`, `$` (not first), not starting with a digit.
    Name,
    /// A name that begins a line and is followed by `(`, or by a `:` that ends the line: a block's label.
    Label,
    /// Decimal, or hexadecimal behind `0x`.
    Number,
    /// Between double quotes.
    Text,
    /// Punctuation.
    Symbol,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
    /// Whether it is the first of its line.
    pub(super) starts_line: bool,
}

/// All tokens of a text, or the offset of what is none.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, (usize, String)> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let (mut at, mut starts_line) = (0, true);
    while at < bytes.len() {
        let start = at;
        let run = |from: usize, is_part: fn(u8) -> bool| {
            bytes[from..].iter().position(|&b| !is_part(b)).map_or(bytes.len(), |length| from + length)
        };
        let kind = match bytes[at] {
            b'\n' => {
                starts_line = true;
                at += 1;
                continue;
            }
            b if b.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b';' => {
                at = run(at, |b| b != b'\n');
                continue;
            }
            b'"' => {
                at = end_of_text(bytes, at).ok_or_else(|| (start, "text without closing quote".to_owned()))?;
                Kind::Text
            }
            b'0'..=b'9' => {
                at = run(at, |b| b.is_ascii_alphanumeric());
                Kind::Number
            }
            b if b.is_ascii_alphabetic() || b == b'_' => {
                at = run(at, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$'));
                Kind::Name
            }
            b'-' | b'=' if bytes.get(at + 1) == Some(&b'>') => {
                at += 2;
                Kind::Symbol
            }
            b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' | b':' | b',' | b'=' | b'@' | b'$' | b'!' | b'-' => {
                at += 1;
                Kind::Symbol
            }
            _ => {
                let found = text[at..].chars().next().unwrap_or_default();
                return Err((at, format!("`{}` starts no token", found.escape_default())));
            }
        };
        tokens.push(Token { kind, range: start..at, starts_line });
        starts_line = false;
    }
    mark_labels(text, &mut tokens);
    Ok(tokens)
}

fn mark_labels(text: &str, tokens: &mut [Token]) {
    for i in 0..tokens.len() {
        let follows = tokens.get(i + 1).map(|token| &text[token.range.clone()]);
        let line_ends = tokens.get(i + 2).is_none_or(|token| token.starts_line);
        let is_name = tokens[i].kind == Kind::Name && tokens[i].starts_line;
        if is_name && (follows == Some("(") || (follows == Some(":") && line_ends)) {
            tokens[i].kind = Kind::Label;
        }
    }
}

/// The offset behind the closing quote of the text that begins here.
fn end_of_text(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            b'\n' => return None,
            _ => at += 1,
        }
    }
}

/// The bytes that `escape_ascii` wrote so.
pub(super) fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let escaped = rest.next().ok_or("an escape at the end of the text")?;
        bytes.push(match escaped {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'\\' | b'"' | b'\'' => escaped,
            b'x' => {
                let digits = [rest.next(), rest.next()].map(|digit| (digit? as char).to_digit(16));
                let [Some(high), Some(low)] = digits else {
                    return Err("`\\x` wants two hexadecimal digits".to_owned());
                };
                u8::try_from(high * 16 + low).expect("two hexadecimal digits are a byte")
            }
            other => return Err(format!("no escape `\\{}`", other.escape_ascii())),
        });
    }
    Ok(bytes)
}
