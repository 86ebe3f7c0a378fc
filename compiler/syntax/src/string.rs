//! The inside of string literals, and of comments: what they may contain, and the bytes they stand for.

use crate::token::Fault;

/// The length of a string's content, and whether its closing quote follows. A string ends with its line at the latest.
pub(crate) fn quoted_len(rest: &str, quote: char) -> (usize, bool) {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            '\n' | '\r' => return (at, false),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return (at, true),
            _ => {}
        }
    }
    (rest.len(), false)
}

/// The length of a line comment's text. Also ends where unicode ends a line, as in solc.
pub(crate) fn line_len(rest: &str) -> usize {
    rest.find(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']).unwrap_or(rest.len())
}

/// A string may contain printable ASCII characters and escapes.
pub(crate) fn check_plain(content: &str) -> Result<(), Fault> {
    check_direction(content)?;
    check_escapes(content)?;
    if content.bytes().all(|b| (0x20..0x7f).contains(&b)) { Ok(()) } else { Err(Fault::StringCharacter) }
}

/// A unicode string may contain anything and escapes.
pub(crate) fn check_unicode(content: &str) -> Result<(), Fault> {
    check_direction(content)?;
    check_escapes(content)
}

/// A hex string contains pairs of digits, and underscores between pairs.
pub(crate) fn check_hex(content: &str) -> Result<(), Fault> {
    let bytes = content.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at..at + 2).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
        if !pair {
            return Err(Fault::HexString);
        }
        at += 2;
        if bytes.get(at) == Some(&b'_') {
            at += 1;
            if at == bytes.len() {
                return Err(Fault::HexString);
            }
        }
    }
    Ok(())
}

fn check_escapes(content: &str) -> Result<(), Fault> {
    let mut rest = content;
    while let Some(at) = rest.find('\\') {
        rest = &rest[at + 1..];
        let kind = rest.bytes().next().ok_or(Fault::Escape)?;
        let hex = match kind {
            b'n' | b'r' | b't' | b'\\' | b'\'' | b'"' => 0,
            b'x' => 2,
            b'u' => 4,
            _ => return Err(Fault::Escape),
        };
        let digits = rest.get(1..=hex).ok_or(Fault::Escape)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Fault::Escape);
        }
        rest = &rest[1 + hex..];
    }
    Ok(())
}

/// The bytes of a string whose content has been checked.
pub(crate) fn unescape(content: &str, out: &mut Vec<u8>) {
    let mut rest = content;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        let mut taken = 1;
        let code = |len: usize| u32::from_str_radix(rest.get(1..=len).unwrap_or(""), 16).unwrap_or(0);
        match rest.bytes().next() {
            Some(b'n') => out.push(b'\n'),
            Some(b'r') => out.push(b'\r'),
            Some(b't') => out.push(b'\t'),
            Some(b'x') => {
                out.push(code(2).to_le_bytes()[0]);
                taken = 3;
            }
            Some(b'u') => {
                push_code_point(code(4), out);
                taken = 5;
            }
            Some(quote_or_backslash) => out.push(quote_or_backslash),
            None => taken = 0,
        }
        rest = rest.get(taken..).unwrap_or("");
    }
    out.extend_from_slice(rest.as_bytes());
}

/// UTF-8 as solc writes it: surrogates too, which `char` refuses. `code` has 16 bits.
fn push_code_point(code: u32, out: &mut Vec<u8>) {
    let tail = |shift: u32| 0x80 | ((code >> shift) & 0x3f).to_le_bytes()[0];
    match code {
        0..0x80 => out.push(code.to_le_bytes()[0]),
        0x80..0x800 => out.extend([0xc0 | (code >> 6).to_le_bytes()[0], tail(0)]),
        _ => out.extend([0xe0 | ((code >> 12) & 0xf).to_le_bytes()[0], tail(6), tail(0)]),
    }
}

/// The bytes of a hex string whose content has been checked.
pub(crate) fn unhex(content: &str, out: &mut Vec<u8>) {
    let digits: Vec<u8> = content.bytes().filter(|b| *b != b'_').collect();
    for pair in digits.chunks_exact(2) {
        let text = std::str::from_utf8(pair).expect("hex digits are ASCII");
        out.push(u8::from_str_radix(text, 16).expect("checked to be hex digits"));
    }
}

/// Every direction override is ended, in one comment or string, and none is ended that was not begun.
///
/// Else an editor would show the text after it in another order than it is compiled.
pub(crate) fn check_direction(text: &str) -> Result<(), Fault> {
    if text.is_ascii() {
        return Ok(());
    }
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => depth += 1,
            '\u{202c}' => depth = depth.checked_sub(1).ok_or(Fault::Bidi)?,
            _ => {}
        }
    }
    if depth == 0 { Ok(()) } else { Err(Fault::Bidi) }
}
