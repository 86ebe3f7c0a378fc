use alloy_primitives::{address, hex};
use proptest::prelude::*;

use super::*;

const ABI: &[&str] = &[
    "constructor(uint256 supply)",
    "function transfer(address to, uint256 value) returns (bool)",
    "function set(uint64 x)",
    "function set(address x, bool y)",
    "function pick(uint8 x)",
    "function pick(uint16 x)",
    "function all(int8 a, bytes2 b, bytes c, string d, uint256[] e, (uint256,bool) f)",
    "event Transfer(address indexed from, address indexed to, uint256 value)",
    "error Poor(address who, uint256 has)",
];

fn abi() -> JsonAbi {
    JsonAbi::parse(ABI.iter().copied()).unwrap()
}

fn encode(text: &str) -> Result<String, String> {
    let call = parse_call(text).map_err(|error| error.to_string())?;
    encode_call(&abi(), &call).map(|call| hex::encode(call.calldata)).map_err(|error| error.to_string())
}

#[test]
fn a_call_is_selector_and_words() {
    assert_eq!(encode("transfer(0xBEEF, 1_000)").unwrap(), format!("a9059cbb{:0>64}{:0>64}", "beef", "3e8"),);
}

#[test]
fn overloads_are_told_apart_by_arguments_or_by_signature() {
    assert!(encode("set(5)").is_ok());
    assert!(encode("set(0x1, true)").is_ok());
    assert_eq!(
        encode("pick(5)").unwrap_err(),
        "several functions take these arguments: pick(uint8), pick(uint16); write the whole signature"
    );
    assert!(encode("pick(uint16)(5)").is_ok());
    assert!(encode("pick(256)").is_ok());
}

#[test]
fn wrong_arguments_are_named() {
    for (text, message) in [
        ("transfer(0xBEEF)", "`transfer(address,uint256)` takes 2 arguments, not 1"),
        ("transfer(5, 5)", "argument 1 of `transfer(address,uint256)`: `5` is no `address`: an address starts with 0x"),
        ("transfer(0x1, -5)", "argument 2 of `transfer(address,uint256)`: `-5` is no `uint256`: it is negative"),
        ("transfer(0x1, abc)", "argument 2 of `transfer(address,uint256)`: `abc` is no `uint256`: it is no number"),
        ("transfer(0x1, [1])", "argument 2 of `transfer(address,uint256)`: `[1]` is no `uint256`: it is a list"),
        (
            "set(18446744073709551616)",
            "argument 1 of `set(uint64)`: `18446744073709551616` is no `uint64`: it has 65 bits",
        ),
        ("mint(5)", "the contract has no function `mint`; it has "),
        ("transfer", "`transfer`: expected `(` at character 9"),
        ("transfer(1", "`transfer(1`: expected `,` or `)` at character 11"),
        ("transfer(1,)", "`transfer(1,)`: expected an argument at character 12"),
        ("transfer(1) x", "`transfer(1) x`: expected the end at character 13"),
        ("", "``: expected a name at character 1"),
    ] {
        let error = encode(text).unwrap_err();
        assert!(error.starts_with(message), "{text}: {error}");
    }
}

#[test]
fn every_kind_of_value_can_be_written() {
    let data = encode("all(-128, 0x1234, 0x, \"a, \\\"b\\\"\", [1, 0x2, 3e2], (7, true))").unwrap();
    assert!(data.contains(&"f".repeat(62)));
    assert!(encode("all(-129, 0x1234, 0x, a, [], (7, true))").unwrap_err().contains("out of range"));
    assert!(encode("all(128, 0x1234, 0x, a, [], (7, true))").unwrap_err().contains("out of range"));
    assert!(encode("all(1, 0x12, 0x, a, [], (7, true))").unwrap_err().contains("it has 1 bytes"));
    assert!(encode("all(1, 0x1234, 0x, a, [], (7))").unwrap_err().contains("it has 1 components"));
}

#[test]
fn numbers_have_underscores_exponents_and_units() {
    assert_eq!(parse_uint("1_000"), Ok(U256::from(1000)));
    assert_eq!(parse_uint("5e3"), Ok(U256::from(5000)));
    assert_eq!(parse_uint("0xff_ff"), Ok(U256::from(0xffff)));
    assert_eq!(parse_uint("0e999999999"), Ok(U256::ZERO));
    assert_eq!(parse_wei("2 gwei"), Ok(U256::from(2_000_000_000_u64)));
    for wrong in ["", "_1", "1_", "1__0", "0x", "1e", "1e-1", "1.5", "0xg", "1e78", "+1", "٣"] {
        assert!(parse_uint(wrong).is_err(), "{wrong}");
    }
    assert!(parse_wei("1 shilling").is_err());
    assert!(parse_uint(&"9".repeat(1_000_000)).is_err());
}

#[test]
fn a_mistyped_address_fails_its_checksum() {
    let right = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    assert_eq!(parse_address(right), Ok(address!("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")));
    assert!(parse_address(&right.replace("aA", "Aa")).unwrap_err().contains("checksum"));
    assert!(parse_address(&right.to_lowercase()).is_ok());
}

#[test]
fn nesting_has_a_limit() {
    let text = format!("f({}{})", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(parse_call(&text), Err(ArgsError::TooDeep));
}

#[test]
fn constructor_events_and_errors_encode() {
    let abi = abi();
    let encoded = encode_constructor(abi.constructor(), &parse_list("1_000_000").unwrap()).unwrap();
    assert_eq!(encoded.len(), 32);
    assert!(encode_constructor(None, &parse_list("1").unwrap()).is_err());
    assert_eq!(encode_constructor(None, &parse_list(" ").unwrap()).unwrap().len(), 0);

    let log = encode_event(&abi, &parse_call("Transfer(0x1, 0x2, 3)").unwrap()).unwrap();
    assert_eq!((log.topics().len(), log.data.len()), (3, 32));
    let data = encode_error(&abi, &parse_call("Poor(0x1, 2)").unwrap()).unwrap();
    assert_eq!(data.len(), 68);
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = parse_call(&text);
        let _ = parse_list(&text);
        let _ = parse_uint(&text);
        let _ = parse_wei(&text);
        let _ = parse_address(&text);
        let _ = parse_bytes(&text);
    }

    #[test]
    fn any_word_survives_writing(word: [u8; 32]) {
        let value = U256::from_be_bytes(word);
        prop_assert_eq!(parse_uint(&value.to_string()), Ok(value));
        prop_assert_eq!(parse_uint(&format!("{value:#x}")), Ok(value));
    }
}

#[test]
fn a_parameter_is_found_by_name_or_number() {
    let abi = JsonAbi::parse([
        "function f(uint256 a, bool b)",
        "function f(uint256 b)",
        "function g(uint256 a, bool b)",
        "function g(bool b, uint256 a)",
        "function h(uint256)",
    ])
    .unwrap();
    let position = |call: &str, parameter: &str| position(&abi, &parse_call(call).unwrap(), parameter);
    assert_eq!(position("f(n, true)", "b"), Ok(1));
    assert_eq!(position("f(n)", "b"), Ok(0));
    assert_eq!(position("f(n, true)", "2"), Ok(1));
    assert_eq!(position("h(n)", "1"), Ok(0));
    assert_eq!(position("g(bool,uint256)(n, 1)", "b"), Ok(0));
    let refused = |call: &str, parameter: &str| position(call, parameter).unwrap_err().to_string();
    assert!(refused("g(n, 1)", "b").starts_with("several functions take these arguments: g("));
    assert_eq!(refused("h(n)", "2"), "`h(uint256)` has no parameter `2`; by name it has none");
    assert_eq!(refused("f(n, true)", "0"), "`f(uint256,bool)` has no parameter `0`; by name it has a, b");
    assert_eq!(refused("h(n, m)", "1"), "`h(uint256)` takes 1 argument, not 2");
    assert!(refused("k(n)", "1").starts_with("the contract has no function `k`"));
}
