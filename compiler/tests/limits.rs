//! Programs at the edge: long ones, deep ones, wrong ones. None panics, and each answer is the same every time.

use compiler::ir::Module;
use compiler::{Compilation, Options, Refused, Source, backend, compile};

fn compiled(text: &str) -> Result<Compilation, Box<Refused>> {
    compile(&[Source::new("edge.sol", text)], &Options::default())
}

fn with_body(body: &str) -> Result<Compilation, Box<Refused>> {
    compiled(&format!("contract C {{ function f(uint256 a) public pure returns (uint256) {{ {body} }} }}"))
}

fn codes(result: Result<Compilation, Box<Refused>>) -> Vec<String> {
    let refused = result.expect_err("the program is refused");
    refused.diagnostics.iter().map(|diagnostic| diagnostic.code.to_string()).collect()
}

#[test]
fn a_chain_of_operators_may_be_as_long_as_the_text() {
    let sum = vec!["a"; 20_000].join(" + ");
    assert!(with_body(&format!("return {sum};")).is_ok());
}

#[test]
fn brackets_nest_up_to_the_limit_of_the_parser() {
    let depth = syntax::MAX_DEPTH / 2;
    let nested = format!("return {}a{};", "(".repeat(depth), ")".repeat(depth));
    assert!(with_body(&nested).is_ok());
}

#[test]
fn blocks_nest_up_to_the_limit_of_the_parser() {
    let depth = syntax::MAX_DEPTH / 2;
    assert!(with_body(&format!("{}a = 1;{}", "{".repeat(depth), "}".repeat(depth))).is_ok());
}

#[test]
fn a_chain_of_members_beyond_the_limit_is_refused() {
    let chain = ".b".repeat(20_000);
    assert_eq!(codes(with_body(&format!("a{chain};"))), ["Z0201"]);
}

#[test]
fn a_function_or_program_of_more_expressions_than_the_limit_is_refused() {
    let function = |name: &str, lines: usize| {
        format!(
            "function {name}(uint256 x) external pure returns (uint256) {{ {} return x; }}",
            "x += 1;\n".repeat(lines)
        )
    };
    assert!(compiled(&format!("contract C {{ {} }}", function("f", 10_000))).is_ok());
    assert_eq!(codes(compiled(&format!("contract C {{ {} }}", function("f", 600_000)))), ["Z0204"]);
    let several: String = (0..10).map(|n| function(&format!("f{n}"), 10_000)).collect();
    assert_eq!(codes(compiled(&format!("contract C {{ {several} }}"))), ["Z0204"]);
}

#[test]
fn a_contract_has_as_many_functions_as_the_limit_and_no_more() {
    let contract = |functions: usize| {
        let function = |n| format!("function f{n}() external pure returns (uint256) {{ return {n}; }}\n");
        compiled(&format!("contract C {{ {} }}", (0..functions).map(function).collect::<String>()))
    };
    let compilation = contract(4096).expect("so many are compiled");
    let module = &compilation.contracts[0].module;
    let runtime = module.find_object("runtime").expect("a contract has code");
    assert!(backend::evm::compile(module, runtime).bytes.len() > 4096 * 11);
    assert_eq!(codes(contract(4097)), ["Z0202"]);
    assert_eq!(codes(contract(90_000)), ["Z0202"], "5 MB are refused before anything is done with them");
    let constants: String = (0..4097).map(|n| format!("uint256 constant C{n} = 0;")).collect();
    assert_eq!(codes(compiled(&constants)), ["Z0202"]);
}

/// The code of each contract, after compiling that takes minutes if any part of it grows with the square of the program.
fn long_code(text: &str) -> Vec<Vec<u8>> {
    let compilation = compiled(text).unwrap_or_else(|refused| panic!("{:?}", refused.diagnostics.iter().next()));
    let code =
        |module| backend::evm::compile(module, Module::find_object(module, "runtime").expect("it has code")).bytes;
    compilation.contracts.iter().map(|contract| code(&contract.module)).collect()
}

#[test]
fn thousands_of_functions_may_call_each_other_in_a_chain_or_a_ring() {
    let code = |count: usize, last: usize| {
        let function = |n: usize| {
            let next = if n == count - 1 { last } else { n + 1 };
            format!(
                "function f{n}(uint256 a) pure returns (uint256) {{ return a < {n} ? {n} : f{next}(a / 3) + a; }}\n"
            )
        };
        let functions: String = (0..count).map(function).collect();
        let end = format!("function f{count}(uint256 a) pure returns (uint256) {{ return a; }}");
        let entry = "function g(uint256 a) external pure returns (uint256) { return f0(a); }";
        long_code(&format!("{functions} {end} contract C {{ {entry} }}"))[0].len()
    };
    assert!(code(4000, 4000) > 4000 * 20);
    assert!(code(1000, 0) > 1000 * 20);
}

#[test]
fn a_file_may_have_thousands_of_contracts() {
    let contract =
        |n| format!("contract C{n} {{ C{0} public x; function f() external {{ x = C{0}(msg.sender); }} }}\n", n / 2);
    let code = long_code(&(0..4000).map(contract).collect::<String>());
    assert_eq!(code.len(), 4000);
    assert!(code.iter().all(|other| *other == code[0]), "they are alike");
}

#[test]
fn a_function_may_have_thousands_of_conditionals() {
    let function = |statement: fn(usize) -> String, count: usize| {
        let body: String = (0..count).map(statement).collect();
        let head = "function f(uint256 a, uint256 b) external returns (uint256 r)";
        long_code(&format!("contract C {{ uint256 s; {head} {{ {body} }} }}"))[0].len()
    };
    assert!(function(|n| format!("if (a == {n}) return {n};\n"), 10_000) > 10_000 * 10);
    assert!(function(|n| format!("require(a != {n});\n"), 5_000) > 5_000 * 10);
    assert!(function(|n| format!("if (a == {n}) s += {n};\n"), 4_000) > 4_000 * 10);
    assert!(function(|_| "if (a > b) r += a;\n".to_owned(), 4_000) > 4_000);
}

#[test]
fn every_mistake_is_reported() {
    let body: String = (0..100).map(|n| format!("x{n} = 1;")).collect();
    assert_eq!(codes(with_body(&body)), vec!["7576"; 100]);
}

#[test]
fn constants_that_double_are_no_burden() {
    let constants: String = (1..200).map(|n| format!("uint256 constant A{n} = A{} + A{};", n - 1, n - 1)).collect();
    assert!(compiled(&format!("uint256 constant A0 = 0; {constants} contract C {{ uint256 x = A199; }}")).is_ok());
}

#[test]
fn hundreds_of_values_may_be_alive_at_once() {
    let keys = 200;
    let ty = format!("{}uint256{}", "mapping(uint256 => ".repeat(keys), ")".repeat(keys));
    let compilation =
        compiled(&format!("contract C {{ {ty} public m; }}")).expect("a mapping nests as deep as the parser");
    let module = &compilation.contracts[0].module;
    let runtime = module.find_object("runtime").expect("a contract has code");
    // a value in memory for each key: scheduling, which started again for each, once took minutes
    assert!(!backend::evm::compile(module, runtime).bytes.is_empty());
}

#[test]
fn hundreds_of_local_variables_may_be_live_in_a_loop() {
    let locals = |each: fn(usize) -> String| (0..700).map(each).collect::<String>();
    let declared = locals(|n| format!("uint256 a{n} = a * {n};"));
    let used = locals(|n| format!("r ^= a{n} + i;"));
    let body = format!("unchecked {{ uint256 r; {declared} for (uint256 i; i < a; i++) {{ {used} }} return r; }}");
    let module = &with_body(&body).expect("a function may have any number of variables").contracts[0].module;
    let runtime = module.find_object("runtime").expect("a contract has code");
    assert!(!backend::evm::compile(module, runtime).bytes.is_empty());
}

#[test]
fn a_chain_of_divisions_of_constants_may_be_as_long_as_the_text() {
    let chain = " / 1 % K".repeat(10_000);
    let constants = "uint256 constant K = 5; uint256 constant J = K - 1;";
    assert!(compiled(&format!("{constants} contract C {{ uint256 x = J{chain}; }}")).is_ok());
}

#[test]
fn the_result_depends_on_the_source_alone() {
    let text = "contract C { mapping(uint256 => bool) m; function f(uint256 a) public { m[a] = !m[a + 1]; } }";
    let [first, second] = [(); 2].map(|()| compiled(text).expect("the program is accepted"));
    assert_eq!(first.contracts[0].module, second.contracts[0].module);
    assert_eq!(first.contracts[0].abi, second.contracts[0].abi);
}

#[test]
fn one_contract_of_several_can_be_chosen() {
    let sources = [Source::new("a.sol", "contract A {} contract B {}"), Source::new("b.sol", "contract C {}")];
    let compilation = compile(&sources, &Options::only("B")).expect("the program is accepted");
    let names: Vec<&str> = compilation.contracts.iter().map(|contract| contract.name.as_str()).collect();
    assert_eq!(names, ["B"]);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    assert!(compile(&[Source::new("a.sol", [0xff, 0xfe])], &Options::default()).is_err());
}
