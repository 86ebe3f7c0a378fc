//! Version pragmas: ranges in the manner of npm, as solc reads them.

/// The version of Solidity that we implement.
pub const CURRENT: Version = Version([0, 8, 37]);

/// `major.minor.patch`
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub [u32; 3]);

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// Why a range can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersionFault {
    /// Nothing stands where a version should.
    #[error("expected a version")]
    Empty,
    /// What stands there is no version.
    #[error("`{0}` is no version")]
    NotAVersion(String),
}

/// True if [`CURRENT`] lies in the range `text`: alternatives with `||`, all parts of one must hold.
pub fn matches(text: &str) -> Result<bool, VersionFault> {
    let mut any = false;
    for alternative in text.split("||") {
        any |= alternative_matches(alternative)?;
    }
    Ok(any)
}

fn alternative_matches(text: &str) -> Result<bool, VersionFault> {
    // Blanks and quotes between the parts mean nothing to solc, whose scanner has dropped them.
    let spaced: String = text.chars().map(|c| if matches!(c, '"' | '\'') { ' ' } else { c }).collect();
    let parts = split_parts(&spaced);
    if parts.is_empty() {
        return Err(VersionFault::Empty);
    }
    if let [(op, low), (dash, high)] = parts.as_slice()
        && op.is_empty()
        && *dash == "-"
    {
        let (low, high) = (Pattern::read(low)?, Pattern::read(high)?);
        return Ok(CURRENT >= low.lowest() && CURRENT.0 < high.above());
    }
    let mut all = true;
    for (op, version) in parts {
        let pattern = Pattern::read(version)?;
        let low = pattern.lowest();
        all &= match op {
            "" | "=" => CURRENT >= low && CURRENT.0 < pattern.above(),
            ">=" => CURRENT >= low,
            ">" => CURRENT.0 >= pattern.above(),
            "<" => CURRENT < low,
            "<=" => CURRENT.0 < pattern.above(),
            "~" => CURRENT >= low && CURRENT.0 < pattern.above_at(1.min(pattern.known.saturating_sub(1))),
            "^" => CURRENT >= low && CURRENT.0 < pattern.above_at(pattern.first_nonzero()),
            other => return Err(VersionFault::NotAVersion(format!("{other}{version}"))),
        };
    }
    Ok(all)
}

/// Pairs of operator and version. An operator may be missing, and may stand apart from its version.
fn split_parts(text: &str) -> Vec<(&str, &str)> {
    let is_version = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '*');
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let op_len = rest.find(|c: char| is_version(c) || c.is_whitespace()).unwrap_or(rest.len());
        let (op, after) = rest.split_at(op_len);
        let after = after.trim_start();
        let len = after.find(|c: char| !is_version(c)).unwrap_or(after.len());
        let (version, after) = after.split_at(len);
        parts.push((op, version));
        rest = after.trim_start();
    }
    parts
}

/// `0.8`, `0.8.x`, `*`: the numbers that are known, from the left.
struct Pattern {
    numbers: [u32; 3],
    known: usize,
}

impl Pattern {
    fn read(text: &str) -> Result<Self, VersionFault> {
        let fault = || VersionFault::NotAVersion(text.to_owned());
        if text.is_empty() {
            return Err(VersionFault::Empty);
        }
        let mut pattern = Self { numbers: [0; 3], known: 0 };
        for (at, part) in text.split('.').enumerate() {
            let slot = pattern.numbers.get_mut(at).ok_or_else(fault)?;
            if !matches!(part, "x" | "X" | "*") {
                if pattern.known < at {
                    return Err(fault());
                }
                *slot = part.parse().map_err(|_| fault())?;
                pattern.known = at + 1;
            }
        }
        Ok(pattern)
    }

    fn lowest(&self) -> Version {
        Version(self.numbers)
    }

    /// The first version above all that fit.
    fn above(&self) -> [u32; 3] {
        match self.known {
            0 => [u32::MAX; 3],
            known => self.above_at(known - 1),
        }
    }

    /// The first version that differs at this place or before.
    fn above_at(&self, place: usize) -> [u32; 3] {
        if self.known == 0 {
            return [u32::MAX; 3];
        }
        let mut above = [0; 3];
        above[..=place].copy_from_slice(&self.numbers[..=place]);
        above[place] = above[place].saturating_add(1);
        above
    }

    /// The place up to which `^` holds a version fast.
    fn first_nonzero(&self) -> usize {
        let known = self.known.max(1);
        self.numbers[..known].iter().position(|n| *n != 0).unwrap_or(known - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_as_in_npm() {
        for range in [
            "^0.8.0",
            "^0.8.37",
            ">=0.8.0 <0.9.0",
            "0.8.37",
            "=0.8.37",
            "~0.8.0",
            "*",
            "0.8",
            "0.8.x",
            "0.8.*",
            ">0.8.36",
            "<=0.8.37",
            ">=0.5.0",
            "^0.7.0 || ^0.8.0",
            "0.8.0 - 0.8.40",
            ">= 0.8.0",
            "\"^0.8.0\"",
            "^0",
            ">=0.8.0<0.9.0",
            "<1",
        ] {
            assert_eq!(matches(range), Ok(true), "{range}");
        }
        for range in
            ["^0.7.0", "0.8.36", ">0.8.37", "<0.8.37", "~0.7", "^0.8.38", "0.7.x", "0.8.0 - 0.8.36", ">0.8", "^1"]
        {
            assert_eq!(matches(range), Ok(false), "{range}");
        }
        for range in ["", "^", "a", "0.8.0 ||", "^0.8.0.0", "0.x.1"] {
            assert!(matches(range).is_err(), "{range}");
        }
    }
}
