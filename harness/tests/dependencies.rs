//! What must never be: dependencies against the directions of ARCHITECTURE.md.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

const OURS: [&str; 6] = ["compiler", "syntax", "vm-evm", "vm-zkfriendly", "prover", "harness"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Names of what each package of the workspace depends on to be built and run, tests apart.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml")).no_deps();
    let metadata = command.exec().expect("the workspace has a manifest");
    let packages = metadata.workspace_packages().into_iter();
    packages
        .map(|package| {
            let built = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
            (package.name.to_string(), built.map(|dependency| dependency.name.clone()).collect())
        })
        .collect()
}

fn ours_of(package: &str) -> Vec<String> {
    let mut ours = dependencies().remove(package).expect(package);
    ours.retain(|name| OURS.contains(&name.as_str()));
    ours.sort();
    ours
}

#[test]
fn machines_and_syntax_depend_on_none_of_ours() {
    for package in ["vm-evm", "vm-zkfriendly", "syntax"] {
        assert!(ours_of(package).is_empty(), "{package}");
    }
}

#[test]
fn the_compiler_knows_its_syntax_and_one_instruction_table() {
    assert_eq!(ours_of("compiler"), ["syntax", "vm-zkfriendly"]);
}

#[test]
fn the_prover_knows_no_solidity() {
    assert!(ours_of("prover").iter().all(|name| name.starts_with("vm-")));
}

#[test]
fn nobody_imports_the_harness_but_tests() {
    for (package, dependencies) in dependencies().into_iter().filter(|(package, _)| package != "fuzz") {
        assert!(!dependencies.contains(&"harness".to_owned()), "{package}");
    }
}

#[test]
fn halo2_stands_under_the_prover_alone_and_revm_under_vm_evm() {
    for (package, dependencies) in dependencies() {
        let has = |prefix: &str| dependencies.iter().any(|name| name.starts_with(prefix));
        assert!(!has("halo2") || package == "prover", "{package} depends on halo2");
        assert!(!has("revm") || package == "vm-evm", "{package} depends on revm");
    }
}

#[test]
fn only_the_provers_backend_names_halo2() {
    let allowed = root().join("prover/src/backend");
    let mut wrong = Vec::new();
    for package in ["compiler", "vm-evm", "vm-zkfriendly", "prover", "harness/src"] {
        visit(&root().join(package), &mut |path| {
            let text = fs::read_to_string(path).unwrap();
            if !path.starts_with(&allowed) && text.contains("halo2_proofs") {
                wrong.push(path.to_owned());
            }
        });
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

fn visit(folder: &Path, look: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).expect("a folder of the workspace") {
        let path = entry.expect("an entry of the workspace").path();
        if path.is_dir() {
            visit(&path, look);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            look(&path);
        }
    }
}
