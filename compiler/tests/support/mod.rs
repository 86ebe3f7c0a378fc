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

/// The programs below a folder, by their names relative to it.
pub(crate) fn programs(name: &str) -> Vec<String> {
    let root = folder(name);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "sol") {
                let name = path.strip_prefix(&root).expect("it lies below");
                found.push(name.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}
