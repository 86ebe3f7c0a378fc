//! Imports as a user meets them: where they are read from, and what is said about those that can't be.

use std::fs;
use std::path::Path;

use super::support::{Ran, command, ran};

/// Files below a folder that vanishes with the test.
struct Tree(tempfile::TempDir);

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        files.iter().for_each(|(path, content)| tree.write(path, content));
        tree
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs the command within a folder of the tree.
    fn run(&self, folder: &str, arguments: &[&str]) -> Ran {
        ran(&command().args(arguments).current_dir(self.path().join(folder)).output().unwrap())
    }

    /// Compiles within the tree.
    fn compile(&self, arguments: &[&str]) -> Ran {
        self.run("", &[&["compile", "--target", "evm", "--combined-json", "hashes"], arguments].concat())
    }
}

const MATH: &str = "uint256 constant ONE = 1; function add(uint256 a, uint256 b) pure returns (uint256) { return a + b; } contract Unused {}";

#[test]
fn relative_imports_go_out_from_the_importing_file() {
    let tree = Tree::new(&[
        (
            "src/main.sol",
            "import './lib/math.sol'; contract C { function f() public pure returns (uint256) { return add(ONE, TWO); } }",
        ),
        ("src/lib/math.sol", &format!("import '../two.sol'; {MATH}")),
        ("src/two.sol", "uint256 constant TWO = 2;"),
    ]);
    let keys = tree.compile(&["src/main.sol"]).code(0).contracts();
    assert_eq!(keys, ["src/lib/math.sol:Unused", "src/main.sol:C"]);
    let keys = tree.compile(&["./src/../src//main.sol", "--base-path", "src"]).code(0).contracts();
    assert_eq!(keys, ["lib/math.sol:Unused", "main.sol:C"]);
    // Several files of one program are each compiled once.
    let keys = tree.compile(&["src/lib/math.sol", "src/main.sol", "src/main.sol"]).code(0).contracts();
    assert_eq!(keys, ["src/lib/math.sol:Unused", "src/main.sol:C"]);
}

#[test]
fn direct_imports_are_looked_for_below_the_base_and_include_paths() {
    let tree = Tree::new(&[
        ("p/main.sol", "import 'math.sol'; import 'deep/two.sol' as T; contract C { uint256 x = ONE + T.TWO; }"),
        ("i/math.sol", MATH),
        ("j/deep/two.sol", "uint256 constant TWO = 2;"),
    ]);
    tree.compile(&["p/main.sol"]).code(1).says("error[6275]").says("--> p/main.sol:1:1").says("no such file in");
    tree.compile(&["p/main.sol", "--base-path", "p", "--include-path", "i"])
        .code(1)
        .says("\"deep/two.sol\" is not found");
    let both = ["p/main.sol", "--base-path", "p", "--include-path", "i", "--include-path", "j"];
    assert_eq!(tree.compile(&both).code(0).contracts(), ["main.sol:C", "math.sol:Unused"]);
    tree.write("p/math.sol", MATH);
    tree.compile(&both).code(1).says("error[6275]").says("ambiguous");
    tree.compile(&["p/main.sol", "--include-path", "i"]).code(2).says("needs a --base-path");
    tree.compile(&["p/main.sol", "--base-path", "", "--include-path", "i"]).code(2).says("--base-path");
    tree.compile(&["p/main.sol", "--base-path", "nowhere"]).code(2).says("no such folder");
    tree.compile(&["p/math.sol", "i/math.sol", "--base-path", "p", "--include-path", "i"])
        .code(2)
        .says("both be called");
}

#[test]
fn remappings_lead_elsewhere_and_allow_it() {
    let tree = Tree::new(&[
        ("p/main.sol", "import '@m/math.sol'; contract C { uint256 x = ONE; }"),
        ("lib/m-1/src/math.sol", MATH),
        ("p/old/math.sol", "uint256 constant ONE = 10;"),
    ]);
    let keys = tree.compile(&["@m/=lib/m-1/src/", "p/main.sol"]).code(0).contracts();
    assert_eq!(keys, ["lib/m-1/src/math.sol:Unused", "p/main.sol:C"]);
    let keys = tree.compile(&["p/main.sol", "@m=lib/m-1/src", "p/:@m=p/old"]).code(0).contracts();
    assert_eq!(keys, ["p/main.sol:C"]);
    let outside = ["p/main.sol", "--base-path", "p"];
    let target = format!("@m={}", tree.path().join("lib/m-1/src").display());
    tree.compile(&outside).code(1).says("\"@m/math.sol\" is not found");
    tree.compile(&[&outside[..], &["@m=../lib/m-1/src"]].concat())
        .code(1)
        .says("outside of the folders that may be read");
    tree.compile(&[&outside[..], &["@m=../lib/m-1/src/", "x=lib/"]].concat()).code(0);
    tree.run("p", &["compile", "main.sol", &target, "--target", "evm", "--combined-json", "hashes"]).code(0);
    tree.compile(&["p/main.sol", "=x"]).code(2).says("the remapping `=x` has no prefix");
    tree.compile(&["a=b"]).code(2).says("no source file");
}

#[test]
fn mistakes_of_all_files_are_told_with_their_places() {
    let tree = Tree::new(&[
        ("main.sol", "import './a.sol';\nimport './b.sol';\ncontract C {\n    uint256 x = y;\n}"),
        ("a.sol", "\n\nfunction f() pure { z; }"),
        ("b.sol", "import './main.sol';\ncontract D { uint256 x = 1 + true; }"),
    ]);
    let ran = tree.compile(&["main.sol"]).code(1);
    ran.says("--> main.sol:4:17").says("--> a.sol:3:21").says("--> b.sol:2:26");
    tree.write("a.sol", "\npragma solidity ^0.7.0;");
    tree.write("b.sol", "contract D { function }");
    tree.compile(&["main.sol"]).code(1).says("error[5333]").says("--> a.sol:2:").says("--> b.sol:1:");
    tree.write("a.sol", "struct S { uint256 x; }");
    tree.write("b.sol", "library L {}");
    tree.write("main.sol", "import './a.sol'; import './b.sol'; contract C {}");
    tree.compile(&["main.sol"]).code(3).says("--> a.sol:1:8").says("--> b.sol:1:9");
}

#[test]
fn imports_that_are_no_source_are_named() {
    let tree = Tree::new(&[
        ("main.sol", "import './x.sol'; contract C {}"),
        ("far/away.sol", "contract D {}"),
        ("near/a.sol", "import '../far/away.sol';"),
    ]);
    tree.compile(&["main.sol"]).code(1).says("error[6275]").says("\"x.sol\" is not found");
    fs::create_dir(tree.path().join("x.sol")).unwrap();
    tree.compile(&["main.sol"]).code(1).says("it is no file");
    fs::remove_dir(tree.path().join("x.sol")).unwrap();
    tree.write("x.sol", b"contract D { \xff }");
    tree.compile(&["main.sol"]).code(1).says("--> x.sol:1:14").says("utf-8");
    tree.write("x.sol", format!("// {}\ncontract D {{}}", "x".repeat(5 << 20)));
    assert_eq!(tree.compile(&["main.sol"]).code(0).contracts(), ["main.sol:C", "x.sol:D"]);
    let large = fs::File::create(tree.path().join("x.sol")).unwrap();
    large.set_len((64 << 20) + 1).unwrap();
    tree.compile(&["main.sol"]).code(3).says("too large");
    tree.run("near", &["compile", "a.sol", "--target", "evm", "--combined-json", "hashes", "--base-path", "."])
        .code(1)
        .says("\"far/away.sol\" is not found");
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_a_circle_or_out_are_refused() {
    use std::os::unix::fs::symlink;
    let tree = Tree::new(&[("p/main.sol", "import './x.sol'; contract C {}"), ("away.sol", "contract D {}")]);
    symlink("x.sol", tree.path().join("p/x.sol")).unwrap();
    let compile = || tree.run("p", &["compile", "main.sol", "--target", "evm", "--combined-json", "hashes"]);
    compile().code(4).says("error[6275]").says("x.sol");
    fs::remove_file(tree.path().join("p/x.sol")).unwrap();
    symlink("../away.sol", tree.path().join("p/x.sol")).unwrap();
    compile().code(1).says("outside of the folders that may be read");
}

#[test]
fn a_chain_of_ten_thousand_files_compiles() {
    let tree = Tree::new(&[]);
    for n in 0..10_000 {
        tree.write(&format!("{n}.sol"), format!("import './{}.sol'; uint256 constant X{n} = {n};", n + 1));
    }
    tree.compile(&["0.sol"]).code(1).says("\"10000.sol\" is not found").says("--> 9999.sol:1:1");
    tree.write(
        "10000.sol",
        "import './0.sol' as N; contract C { function f() public pure returns (uint256) { return N.X7; } }",
    );
    assert_eq!(tree.compile(&["0.sol"]).code(0).contracts(), ["10000.sol:C"]);
}

#[test]
fn compare_and_prove_read_imports_relative_to_the_target() {
    let tree = Tree::new(&[
        (
            "work/w/c.sol",
            "import './lib/math.sol'; import '@n/one.sol' as N; contract C { function f(uint256 x) external pure returns (uint256) { return add(x, N.ONE); } }",
        ),
        ("work/w/lib/math.sol", MATH),
        ("work/w/n/one.sol", "uint256 constant ONE = 1;"),
        (
            "work/w/workload.toml",
            "title = 't'\nsource = 'c.sol'\nremappings = ['@n/=n/']\n[[call]]\nfunction = 'f'\nargs = [41]\nexpect = [42]",
        ),
        (
            "work/d.sol",
            "import 'w/lib/math.sol'; contract D { function f(uint256 x) external pure returns (uint256) { return add(x, ONE); } }",
        ),
        ("work/e.sol", "import './d.sol'; contract E { function f() external pure { x; } }"),
    ]);
    for folder in ["", "work", "work/w"] {
        let work = tree.path().join("work").display().to_string();
        let compare = |target: &str, more: &[&str]| {
            let target = format!("{work}/{target}");
            tree.run(folder, &[&["compare", &target, "--types", "t2,t4", "--estimate"], more].concat())
        };
        compare("w", &[]).code(0).prints("none: estimate");
        compare("d.sol", &["--call", "f(41)"]).code(0).prints("none: estimate");
        compare("d.sol", &["--call", "f(41)", "--contract", "Unused"]).code(2).says("no function `f`");
        compare("e.sol", &["--call", "f()"]).code(1).says(&format!("--> {work}/e.sol:1:"));
    }
    tree.write("work/w/workload.toml", "title = 't'\nremappings = ['@n']\nsource = 'c.sol'\n[[call]]\nfunction = 'f'");
    tree.run("work", &["compare", "w"]).code(2).says("workload.toml:2: `remappings`: `@n` is no remapping");
    let proof = tree.path().join("p.json").display().to_string();
    tree.run("work", &["prove", "e.sol", "--type", "t2", "--call", "f()", "-o", &proof]).code(1).says("--> e.sol:1:");
}
