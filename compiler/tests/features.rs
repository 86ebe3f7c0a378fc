//! Features: each program of `features/` says on its lines which ones it uses (`//~ block-coinbase loop`), and uses no others.
//! Every row of the table has a program. No program of the repository breaks the walk, however deep it nests.

#[allow(dead_code, reason = "a module of several tests")]
mod support;

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use compiler::features::{Feature, Use, Uses, uses};
use compiler::{Refused, Source};
use libtest_mimic::{Arguments, Failed, Trial};

/// A feature's id and the line it stands on.
type Finding = (usize, String);

fn main() {
    let arguments = Arguments::from_args();
    let program = |name: String| Trial::test(name.clone(), move || check(&name));
    let mut trials: Vec<Trial> = support::programs("features").into_iter().map(program).collect();
    let facts: [(&str, fn()); 12] = [
        ("every_feature_has_a_program", every_feature_has_a_program),
        ("every_feature_is_found_by_its_id", every_feature_is_found_by_its_id),
        ("every_program_of_the_repository_is_walked", every_program_of_the_repository_is_walked),
        ("no_piece_of_a_program_breaks_the_walk", no_piece_of_a_program_breaks_the_walk),
        ("chains_may_be_as_long_as_the_text", chains_may_be_as_long_as_the_text),
        ("brackets_and_statements_nest_up_to_the_limit", brackets_and_statements_nest_up_to_the_limit),
        ("bases_and_imports_may_go_in_circles", bases_and_imports_may_go_in_circles),
        ("chains_of_bases_and_imports_are_no_burden", chains_of_bases_and_imports_are_no_burden),
        ("ladders_of_bases_are_no_burden", ladders_of_bases_are_no_burden),
        ("syntax_errors_are_diagnostics", syntax_errors_are_diagnostics),
        ("assembly_is_told_apart", assembly_is_told_apart),
        ("a_use_is_the_text_that_tells", a_use_is_the_text_that_tells),
    ];
    trials.extend(facts.map(|(name, fact)| {
        Trial::test(name, move || {
            fact();
            Ok(())
        })
    }));
    libtest_mimic::run(&arguments, trials).exit();
}

fn check(name: &str) -> Result<(), Failed> {
    let bytes = fs::read(support::folder("features").join(name))?;
    let parts = support::parts(name, &bytes);
    let above: HashMap<&str, usize> = parts.iter().map(|part| (part.source.path.as_str(), part.above)).collect();
    let found = uses(&support::sources(name, &bytes), &[])?;
    expect_order(&found);
    let findings: BTreeSet<Finding> = found
        .uses
        .iter()
        .map(|one| {
            let file = found.sources.file(one.span.file);
            let (line, _) = file.line_column(one.span.start);
            (above[file.path()] + line as usize, one.feature.id().to_owned())
        })
        .collect();
    let marked = marks(&String::from_utf8_lossy(&bytes));
    let missed: Vec<_> = marked.difference(&findings).collect();
    let excess: Vec<_> = findings.difference(&marked).collect();
    if missed.is_empty() && excess.is_empty() {
        Ok(())
    } else {
        Err(format!("marked and not found {missed:?}\nfound and not marked {excess:?}").into())
    }
}

fn marks(text: &str) -> BTreeSet<Finding> {
    let lines = text.lines().enumerate();
    let marked = lines.filter_map(|(at, line)| Some((at + 1, line.split_once("//~")?.1)));
    marked.flat_map(|(line, ids)| ids.split_whitespace().map(move |id| (line, id.to_owned()))).collect()
}

/// What holds of any result: order, no use twice, and spans within the files.
fn expect_order(found: &Uses) {
    let key = |one: &Use| (one.span, one.feature);
    assert!(found.uses.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])), "{:?}", found.uses);
    for one in &found.uses {
        assert!(!found.sources.slice(one.span).is_empty(), "{one:?}");
    }
}

fn found(text: &str) -> Result<Uses, Box<Refused>> {
    let found = uses(&[Source::new("a.sol", text)], &[]);
    if let Ok(found) = &found {
        expect_order(found);
    }
    found
}

fn in_function(body: &str) -> String {
    format!("contract C {{ function f(address payable a) public {{ {body} }} }}")
}

/// How often a feature is used in the body of a function.
fn count(feature: Feature, body: &str) -> usize {
    let found = found(&in_function(body)).unwrap_or_else(|refused| panic!("{refused}"));
    found.uses.iter().filter(|one| one.feature == feature).count()
}

fn every_feature_has_a_program() {
    let texts = support::programs("features").into_iter().map(|name| {
        let path = support::folder("features").join(name);
        fs::read_to_string(path).expect("a program is text")
    });
    let marked: BTreeSet<String> = texts.flat_map(|text| marks(&text)).map(|(_, id)| id).collect();
    let missing: Vec<&str> = Feature::ALL.iter().map(|one| one.id()).filter(|id| !marked.contains(*id)).collect();
    assert!(missing.is_empty(), "no program uses {missing:?}");
}

fn every_feature_is_found_by_its_id() {
    for feature in Feature::ALL {
        let id = feature.id();
        assert_eq!(Feature::find(id), Some(*feature));
        assert!(id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{id} is not kebab-case");
        assert!(!feature.summary().is_empty() && !feature.summary().contains('\n'), "{id}");
    }
    assert_eq!(Feature::find("block"), None);
}

fn every_program_of_the_repository_is_walked() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut walked = 0;
    for folder in ["tests", "syntax/tests", "../examples"] {
        for name in support::programs_below(&root.join(folder)) {
            let bytes = fs::read(root.join(folder).join(&name)).expect("the program is there");
            if let Ok(found) = uses(&support::sources(&name, &bytes), &[]) {
                expect_order(&found);
                walked += 1;
            }
        }
    }
    assert!(walked > 1000, "{walked}");
}

fn no_piece_of_a_program_breaks_the_walk() {
    for name in support::programs("features") {
        let text = fs::read_to_string(support::folder("features").join(name)).expect("a program is text");
        let lines: Vec<&str> = text.lines().collect();
        for at in 0..lines.len() {
            let without = [&lines[..at], &lines[at + 1..]].concat().join("\n");
            let _ = found(&without);
            let _ = found(&lines[..at].join("\n"));
        }
    }
}

fn chains_may_be_as_long_as_the_text() {
    for (link, feature) in [
        (".balance", Feature::AddressBalance),
        (".call(\"\")", Feature::AddressCall),
        (".send(1)", Feature::AddressTransfer),
    ] {
        assert!(count(feature, &format!("a{};", link.repeat(50_000))) >= 1, "{link}");
    }
    let sum = vec!["a.balance"; 50_000].join(" + ");
    assert_eq!(count(Feature::AddressBalance, &format!("{sum};")), 50_000);
    for link in ["[1]", "(1)", ".b", "{gas: 1}"] {
        count(Feature::Loop, &format!("a{};", link.repeat(50_000)));
    }
}

/// On a thread with a small stack: nothing in it grows with the depth.
fn brackets_and_statements_nest_up_to_the_limit() {
    let nestings = [
        (1000, "(", "a.balance", ")", ";"),
        (1000, "a[", "a.balance", "]", ";"),
        (1000, "f(", "a.balance", ")", ";"),
        (1000, "[", "a.balance", "]", ";"),
        (1000, "-", "a.balance", "", ";"),
        (1000, "a = ", "a.balance", "", ";"),
        (1000, "a ** ", "a.balance", "", ";"),
        (1000, "true ? a : ", "a.balance", "", ";"),
        (1000, "if (true) ", "a.balance;", "", ""),
        (1000, "do ", "a.balance;", " while (true);", ""),
        (500, "{", "a.balance;", "}", ""),
        (500, "unchecked {", "a.balance;", "}", ""),
        (500, "for (;;) {", "a.balance;", "}", ""),
        (500, "try this.f(a) {} catch {", "a.balance;", "}", ""),
    ];
    let nest = |depth, open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", str::repeat(open, depth), str::repeat(close, depth))
    };
    let mut bodies: Vec<String> =
        nestings.map(|(depth, open, inner, close, end)| nest(depth, open, inner, close) + end).into();
    bodies.push(format!("assembly {{ {} }}", nest(1000, "{", "pop(balance(0))", "}")));
    bodies.push(format!("assembly {{ pop({}) }}", nest(1000, "add(1, ", "balance(0)", ")")));
    let check = move || {
        for body in bodies {
            assert_eq!(count(Feature::AddressBalance, &body), 1, "{}", &body[..40]);
        }
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(check).expect("the system grants a thread");
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

fn bases_and_imports_may_go_in_circles() {
    let text = "import './a.sol'; import {X as Y, Y as X} from './a.sol'; import './a.sol' as M;
        contract A is B, M.M.A, A.A, X { function f() public { block.number; Y.y.balance; M.M.X.z.balance; } }
        contract B is A { uint x = keccak256; }";
    let found = found(text).expect("it parses");
    let ids: Vec<&str> = found.uses.iter().map(|one| one.feature.id()).collect();
    assert_eq!(ids, ["block-number", "address-balance", "address-balance", "keccak256"]);
}

fn chains_of_bases_and_imports_are_no_burden() {
    let mut text = "contract C0 { address a; }\n".to_owned();
    for n in 1..20_000 {
        let _ = writeln!(text, "contract C{n} is C{} {{ function f() public {{ a.balance; block.number; }} }}", n - 1);
    }
    assert_eq!(found(&text).expect("it parses").uses.len(), 2 * 19_999);
    let file =
        |n| Source::new(format!("{n}.sol"), format!("import './{}.sol'; uint constant X{n} = block.number;", n + 1));
    let mut files: Vec<Source> = (0..5_000).map(file).collect();
    files.push(Source::new("5000.sol", ""));
    assert_eq!(uses(&files, &[]).expect("they parse").uses.len(), 5_000);
}

fn ladders_of_bases_are_no_burden() {
    let mut text = "contract L0 { address a; } contract R0 { address b; }\n".to_owned();
    for n in 1..200 {
        let body = "function f() public { a.balance; b.balance; }";
        let _ =
            writeln!(text, "contract L{n} is L{0}, R{0} {{ {body} }} contract R{n} is R{0}, L{0} {{ {body} }}", n - 1);
    }
    assert_eq!(found(&text).expect("it parses").uses.len(), 4 * 199);
}

fn syntax_errors_are_diagnostics() {
    let refused = found("contract C { uint ; function f() { x = ; } }").expect_err("it does not parse");
    assert_eq!(refused.diagnostics.len(), 2);
    let refused = found("import 'b.sol';").expect_err("it is not there");
    assert!(refused.to_string().contains("6275"), "{refused}");
    let refused = uses(&[Source::new("a.sol", [0xff])], &[]).expect_err("it is no text");
    assert!(refused.to_string().contains("Z0101"), "{refused}");
}

fn assembly_is_told_apart() {
    let found = found(&in_function("block.number; assembly { pop(number()) }")).expect("it parses");
    let uses: Vec<_> = found.uses.iter().map(|one| (one.feature, one.in_assembly)).collect();
    assert_eq!(uses, [(Feature::BlockNumber, false), (Feature::InlineAssembly, false), (Feature::BlockNumber, true)]);
}

fn a_use_is_the_text_that_tells() {
    let text = "error E(uint a); event V(uint indexed a); library L { function g(uint a) external {} }
        contract C layout at 7 { mapping(uint => uint) m; uint transient t; receive() external payable {} fallback() external {}
        function f(address payable a) public {
            a.call{gas: 1 + 2, value: 3}(\"\"); a.code.length; (a.code); new C{salt: 0}(); new C();
            for (;;) while (true) do try this.f(a) { revert E(1); } catch { delete m[1]; } while (gasleft() > block.number);
            assembly { for {} 1 {} { sstore(m.slot, create2(0, 0, 0, 0)) } } } }";
    let found = found(text).expect("it parses");
    let texts: Vec<&str> = found.uses.iter().map(|one| found.sources.slice(one.span)).collect();
    let expected = [
        "error E",
        "indexed",
        "g",
        "layout at 7",
        "m",
        "transient",
        "receive",
        "fallback",
        "call",
        "gas: 1 + 2",
        "code.length",
        "code",
        "new C{salt: 0}",
        "new C",
        "for",
        "while",
        "do",
        "try",
        "E",
        "delete m[1]",
        "gasleft",
        "block.number",
        "assembly",
        "for",
        "sstore",
        "m.slot",
        "create2",
    ];
    assert_eq!(texts, expected);
}
