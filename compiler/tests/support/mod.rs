//! Files of the tests.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder beside the tests.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// A table recorded from solc.
pub(crate) fn recorded(name: &str) -> serde_json::Value {
    let text = fs::read_to_string(folder("solc").join(name)).expect("the table is checked in");
    serde_json::from_str(&text).expect("the table is JSON")
}

/// The programs below a folder beside the tests, by their names relative to it.
pub(crate) fn programs(name: &str) -> Vec<String> {
    programs_below(&folder(name))
}

/// The programs below a folder, by their names relative to it.
pub(crate) fn programs_below(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "sol") {
                let name = path.strip_prefix(root).expect("it lies below");
                found.push(name.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// A source of a program.
pub(crate) struct Part {
    /// Its source and name.
    pub(crate) source: compiler::Source,
    /// How many lines of the program stand above it.
    pub(crate) above: usize,
}

/// The sources of a program: each below a line `// ==== Source: name ====`, or the whole under the program's own name.
pub(crate) fn parts(program: &str, bytes: &[u8]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (at, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let name = std::str::from_utf8(line).ok().and_then(|line| {
            line.trim_end().strip_prefix("// ==== Source: ").and_then(|line| line.strip_suffix(" ===="))
        });
        match (name, parts.last_mut()) {
            (Some(name), _) => parts.push(Part { source: compiler::Source::new(name, []), above: at + 1 }),
            (None, Some(part)) => part.source.bytes.extend(line),
            (None, None) => {}
        }
    }
    if parts.is_empty() {
        parts.push(Part { source: compiler::Source::new(program, bytes), above: 0 });
    }
    parts
}

/// The sources of a program, without their places.
pub(crate) fn sources(program: &str, bytes: &[u8]) -> Vec<compiler::Source> {
    parts(program, bytes).into_iter().map(|part| part.source).collect()
}
