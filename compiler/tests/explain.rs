//! Every code that the recorded diagnostics of the grammar and of the analysis have is one that can be explained.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use compiler::explain::{all, explain};

/// Codes in the `.stderr` files below a folder: `error[7576]: …`.
fn codes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            codes(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "stderr") {
            let text = fs::read_to_string(&path).expect("diagnostics are text");
            for line in text.lines() {
                let rest = line.strip_prefix("error[").or_else(|| line.strip_prefix("warning["));
                if let Some((code, _)) = rest.and_then(|rest| rest.split_once("]: ")) {
                    found.insert(code.to_owned());
                }
            }
        }
    }
}

#[test]
fn every_code_that_was_ever_recorded_is_explained() {
    let mut found = BTreeSet::new();
    for folder in ["tests/ui", "syntax/tests/reject"] {
        codes(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    assert!(found.contains("7576") && found.contains("2314") && found.contains("Z0320"), "{found:?}");
    let known: BTreeSet<String> = all().into_iter().map(|code| code.to_string()).collect();
    let unknown: Vec<&String> = found.difference(&known).collect();
    assert!(unknown.is_empty(), "no table has a line for {unknown:?}");
    assert!(all().into_iter().all(|code| explain(code).is_some()));
}
