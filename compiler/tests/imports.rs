//! Imports as far as no meaning is involved: the names they resolve to, and how sources are read.

#[allow(dead_code, reason = "a module of several tests")]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use compiler::import::{Remapping, resolve};
use compiler::{Compilation, Options, Refused, Source, compile_with};

#[test]
fn imports_mean_the_source_that_solc_asks_for() {
    let recorded = support::recorded("imports.json");
    let rows = recorded.as_array().expect("a table has rows");
    let text = |value: &serde_json::Value| value.as_str().expect("a name is text").to_owned();
    for row in rows {
        let (importer, path, name) = (text(&row[0]), text(&row[1]), text(&row[3]));
        let remappings = row[2].as_array().expect("remappings are a list").iter();
        let remappings: Vec<Remapping> =
            remappings.map(|remapping| text(remapping).parse().expect("solc takes this remapping")).collect();
        assert_eq!(resolve(&path, &importer, &remappings), name, "{row}");
    }
    assert!(rows.len() > 250);
}

/// Compiles `root`, reading what it imports from `files`; also the names that were asked for, in order.
fn compile_root(
    root: &str,
    files: impl Fn(&str) -> Option<String> + Send + Sync,
) -> (Result<Compilation, Box<Refused>>, Vec<String>) {
    let mut asked = Vec::new();
    let source = Source::new(root, files(root).expect("the root is there"));
    let mut read = |name: &str| {
        asked.push(name.to_owned());
        files(name).map(String::into_bytes).ok_or_else(|| "there is none".to_owned())
    };
    let result = compile_with(&[source], &Options::default(), &mut read);
    (result, asked)
}

fn files(files: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> + Send + Sync {
    let files: BTreeMap<String, String> =
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    move |name| files.get(name).cloned()
}

fn codes(result: Result<Compilation, Box<Refused>>) -> Vec<String> {
    let refused = result.expect_err("the program is refused");
    refused.diagnostics.iter().map(|diagnostic| diagnostic.code.to_string()).collect()
}

#[test]
fn a_source_is_read_once_however_often_it_is_imported() {
    let (result, asked) = compile_root(
        "a.sol",
        files(&[
            ("a.sol", "import './b.sol'; import 'c.sol'; import 'b.sol' as N; contract A { uint256 x = B + N.B; }"),
            ("b.sol", "import 'a.sol'; import 'c.sol'; uint256 constant B = 1; contract B2 {}"),
            ("c.sol", "import './x/../b.sol'; contract C {}"),
        ]),
    );
    let compilation = result.expect("the program is accepted");
    assert_eq!(asked, ["b.sol", "c.sol"]);
    let read: Vec<&str> = compilation.sources.files().map(syntax::span::SourceFile::path).collect();
    assert_eq!(read, ["a.sol", "b.sol", "c.sol"]);
    let contracts: Vec<&str> = compilation.contracts.iter().map(|contract| contract.name.as_str()).collect();
    assert_eq!(contracts, ["A", "B2", "C"]);
}

#[test]
fn what_is_read_may_be_no_text() {
    let source = Source::new("a.sol", "import 'b.sol';\nimport 'c.sol';");
    let mut read = |name: &str| if name == "b.sol" { Ok(vec![0xff]) } else { Err("it burnt".to_owned()) };
    let refused = compile_with(&[source], &Options::default(), &mut read).expect_err("the program is refused");
    let text = refused.to_string();
    assert!(text.contains("--> a.sol:2:1") && text.contains("it burnt"), "{text}");
    assert!(text.contains("--> b.sol:1:1") && text.contains("error[Z0101]"), "{text}");
}

/// A file of a chain `0.sol`, `1.sol`, ... up to `count`.
fn link(name: &str, count: usize, text: impl Fn(usize) -> String) -> Option<String> {
    let at: usize = name.strip_suffix(".sol")?.parse().ok()?;
    let import = if at + 1 < count { format!("import './{}.sol';", at + 1) } else { String::new() };
    Some(import + &text(at))
}

#[test]
fn a_chain_of_imports_may_be_as_long_as_it_likes() {
    let text = |at: usize| format!("function f{at}() pure returns (uint256) {{ return {at}; }}");
    let last = "contract C { function g() public pure returns (uint256) { return f0() + f9999() + f5000(); } }";
    let root =
        |name: &str| if name == "a.sol" { Some(format!("import '0.sol'; {last}")) } else { link(name, 10_000, text) };
    let (result, asked) = compile_root("a.sol", root);
    assert_eq!(result.expect("the program is accepted").contracts.len(), 1);
    assert_eq!(asked.len(), 10_000);
}

#[test]
fn a_chain_of_imports_without_an_end_that_exists_is_refused() {
    let (result, _) = compile_root("0.sol", |name| {
        let text = link(name, usize::MAX, |_| String::new())?;
        (name != "10000.sol").then_some(text)
    });
    assert_eq!(codes(result), ["6275"]);
}

#[test]
fn a_circle_of_imports_may_be_as_long_as_it_likes() {
    let text = |at: usize| {
        let closing = if at == 4_999 { "import './0.sol';" } else { "" };
        format!("{closing} uint256 constant X{at} = 1; contract C{at} {{ uint256 x = X{at}; }}")
    };
    let (result, _) = compile_root("0.sol", |name| link(name, 5_000, text));
    assert_eq!(result.expect("the program is accepted").contracts.len(), 5_000);
}

#[test]
fn many_imports_of_one_file_are_no_burden() {
    let imports: String = (0..20_000).map(|n| format!("import './{n}.sol'; import './{n}.sol' as N{n};")).collect();
    let (result, asked) = compile_root("a.sol", move |name| match name {
        "a.sol" => Some(format!("{imports} contract C {{ uint256 x = N7.X7 + X19999; }}")),
        name => link(name, 0, |at| format!("uint256 constant X{at} = 1;")),
    });
    assert!(result.is_ok());
    assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), 20_000);
}

#[test]
fn a_name_that_many_files_declare_is_reported_where_the_second_arrives() {
    let (result, _) = compile_root(
        "a.sol",
        files(&[
            ("a.sol", "import 'b.sol'; import 'c.sol'; import 'd.sol';"),
            ("b.sol", "contract X {} contract Y {}"),
            ("c.sol", "contract X {}"),
            ("d.sol", "contract Y {}"),
        ]),
    );
    assert_eq!(codes(result), ["2333", "2333"]);
}
