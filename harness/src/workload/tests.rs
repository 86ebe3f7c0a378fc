use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Result<Workload, WorkloadError> {
    Workload::parse(Path::new("w.toml"), text.as_bytes())
}

fn check_refused(text: &str, message: &str) {
    let error = parse(text).expect_err(text).to_string();
    assert!(error.contains(message), "{error}\ndoes not say\n{message}");
}

const HEAD: &str = "title = \"t\"\n";

#[test]
fn every_example_parses() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut count = 0;
    for entry in std::fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path().join(FILE_NAME);
        if path.exists() {
            Workload::parse(&path, &std::fs::read(&path).unwrap()).unwrap();
            count += 1;
        }
    }
    assert!(count >= 3);
}

#[test]
fn a_workload_reads_back() {
    let workload = parse(
        r#"
title = "t"
constructor = [1_000, "0x1", true, [1, 2], "(1, 2)"]
[[setup]]
function = "a"
[[call]]
function = "b"
args = ["5"]
sender = "0xB0B"
value = "1 ether"
expect = { error = "Poor", args = ["1"] }
events = ["E(1)"]
main = true
"#,
    )
    .unwrap();
    assert_eq!(abi_args::joined(&workload.constructor), "1000, 0x1, true, [1, 2], (1, 2)");
    let call = &workload.calls[0];
    assert_eq!((call.line, call.main), (Some(7), true));
    assert_eq!(call.call.as_ref().unwrap().to_string(), "b(5)");
    assert_eq!(call.value, U256::from(10).pow(U256::from(18)));
    assert!(matches!(&call.expect, Some(Expect::Error(error)) if error.to_string() == "Poor(1)"));
}

#[test]
fn mistakes_have_names_and_lines() {
    check_refused("title = 5", "w.toml:1: invalid type: integer `5`, expected a string");
    check_refused("title = \"t", "w.toml:1: ");
    check_refused(HEAD, "w.toml: there is no [[call]] to measure");
    check_refused(&format!("{HEAD}[[call]]\nargs = []"), "w.toml:2: missing field `function`");
    check_refused(&format!("{HEAD}[[call]]\nfunction = \"f\"\nagrs = []"), "w.toml:4: unknown field `agrs`");
    check_refused(
        &format!("{HEAD}[[call]]\nfunction = \"f\"\nsender = \"5\""),
        "w.toml:4: `sender`: an address starts",
    );
    check_refused(&format!("{HEAD}[[call]]\nfunction = \"f\"\nargs = [1.5]"), "w.toml:3: `args`: `1.5` is no argument");
    check_refused(&format!("{HEAD}[[call]]\nfunction = \"f\"\nvalue = -1"), "w.toml:4: `value`: it is negative");
    check_refused(&format!("{HEAD}[[call]]\nfunction = \"f\"\nexpect = 5"), "w.toml:4: `expect`: expected a list");
    check_refused(
        &format!("{HEAD}[[call]]\nfunction = \"f\"\nexpect = {{ panic = 1, message = \"x\" }}"),
        "w.toml:4: `expect`: expected one of `panic`",
    );
    check_refused(
        &format!("{HEAD}[[call]]\nfunction = \"f\"\nevents = [\"E\"]"),
        "w.toml:4: `events`: `E`: expected `(`",
    );
    let main = "[[call]]\nfunction = \"f\"\nmain = true\n";
    check_refused(&format!("{HEAD}{main}{main}"), "w.toml:6: a second call is marked `main`; the first is on line 3");
    check_refused(&format!("{HEAD}[[setup]]\nfunction = \"f\"\nmain = true\n{main}"), "w.toml:3: a set-up call");
    for source in ["../x.sol", "/x.sol", ""] {
        check_refused(&format!("{HEAD}source = \"{source}\"\n{main}"), "w.toml:2: `source` must name a file");
    }
}

#[test]
fn what_is_no_text_is_refused() {
    let error = Workload::parse(Path::new("w.toml"), b"title = \"\xff\"").unwrap_err();
    assert_eq!(error.problem, Problem::NotText);
    let error = Workload::parse(Path::new("w.toml"), &vec![b'#'; BYTES_MAX + 1]).unwrap_err();
    assert_eq!(error.problem, Problem::TooLarge { bytes: BYTES_MAX + 1 });
    let nested = format!("{HEAD}constructor = {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    assert!(parse(&nested).is_err());
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        let _ = Workload::parse(Path::new("w.toml"), &bytes);
    }

    #[test]
    fn no_value_panics(key in "source|contract|constructor|setup|call|tags|function|expect", value in "\\PC{0,40}") {
        let _ = parse(&format!("{HEAD}{key} = {value}\n[[call]]\nfunction = \"f\"\n{key} = {value}"));
    }
}
