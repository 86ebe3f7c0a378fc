//! Which source unit an import means: from the path as written to a name, as solc does it.
//! <https://docs.soliditylang.org/en/latest/path-resolution.html>
//!
//! Source units have names, which look like paths and need not be any. Who reads a unit by its name is not settled here.

use std::str::FromStr;

/// `context:prefix=target`: in units whose names begin with the context, an import that begins with the prefix begins with the
/// target instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remapping {
    /// Empty for all units.
    pub context: String,
    /// Never empty.
    pub prefix: String,
    /// May be empty.
    pub target: String,
}

/// What a text lacks to be a remapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemappingError {
    /// There is no `=`.
    #[error("`{0}` is no remapping: expected `prefix=target` or `context:prefix=target`")]
    NoTarget(String),
    /// Nothing stands between the context and `=`.
    #[error("the remapping `{0}` has no prefix")]
    NoPrefix(String),
}

impl FromStr for Remapping {
    type Err = RemappingError;

    fn from_str(text: &str) -> Result<Self, RemappingError> {
        let (source, target) = text.split_once('=').ok_or_else(|| RemappingError::NoTarget(text.to_owned()))?;
        let (context, prefix) = source.split_once(':').unwrap_or(("", source));
        if prefix.is_empty() {
            return Err(RemappingError::NoPrefix(text.to_owned()));
        }
        Ok(Self { context: context.to_owned(), prefix: prefix.to_owned(), target: target.to_owned() })
    }
}

/// The name of the source unit that `importer` means by the path of an import.
#[must_use]
pub fn resolve(path: &str, importer: &str, remappings: &[Remapping]) -> String {
    remap(&absolute(path, importer), importer, remappings)
}

/// A path that begins with the segment `.` or `..` goes out from the importer's folder, and its segments are resolved. Any other
/// path is a name as it stands.
fn absolute(path: &str, importer: &str) -> String {
    if !matches!(path.split('/').next(), Some("." | "..")) {
        return path.to_owned();
    }
    let mut name = parent(importer).to_owned();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => name.truncate(parent(&name).len()),
            segment => {
                if !name.is_empty() && !name.ends_with('/') {
                    name.push('/');
                }
                name.push_str(segment);
            }
        }
    }
    name
}

/// The name without its last segment and the slashes before that. The root's parent is nothing.
fn parent(name: &str) -> &str {
    let folder = &name[..name.rfind('/').unwrap_or(0)];
    let trimmed = folder.trim_end_matches('/');
    if trimmed.is_empty() && name.starts_with('/') && name != "/" { "/" } else { trimmed }
}

/// The longest context wins, then the longest prefix, then the last.
fn remap(name: &str, importer: &str, remappings: &[Remapping]) -> String {
    let applies =
        |remapping: &&Remapping| importer.starts_with(&remapping.context) && name.starts_with(&remapping.prefix);
    let best =
        remappings.iter().filter(applies).max_by_key(|remapping| (remapping.context.len(), remapping.prefix.len()));
    match best {
        Some(Remapping { prefix, target, .. }) => format!("{target}{}", &name[prefix.len()..]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remapping_has_a_prefix_and_perhaps_a_context() {
        let remapping = |context: &str, prefix: &str, target: &str| {
            Ok(Remapping { context: context.into(), prefix: prefix.into(), target: target.into() })
        };
        assert_eq!("a=b".parse(), remapping("", "a", "b"));
        assert_eq!("a:b=c".parse(), remapping("a", "b", "c"));
        assert_eq!("a:b:c=d=e:f".parse(), remapping("a", "b:c", "d=e:f"));
        assert_eq!(":a=".parse(), remapping("", "a", ""));
        assert_eq!("a".parse::<Remapping>(), Err(RemappingError::NoTarget("a".into())));
        assert_eq!("a:=b".parse::<Remapping>(), Err(RemappingError::NoPrefix("a:=b".into())));
        assert_eq!("=b".parse::<Remapping>(), Err(RemappingError::NoPrefix("=b".into())));
    }
}
