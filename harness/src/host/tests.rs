use super::*;

/// A type of each machine.
const MACHINES: [Type; 2] = [Type::T2, Type::T4];

fn host(ty: Type) -> Host {
    Host::new(ty).expect("the type has contracts")
}

/// Init code that leaves `runtime` behind.
fn init(runtime: &str) -> String {
    format!("60{:02x}600c60003960{:02x}6000f3{runtime}", runtime.len() / 2, runtime.len() / 2)
}

/// Stores 1 at 0 if there is calldata, logs it with topic 2, and returns CALLVALUE.
const RUNTIME: &str = "36156012576001600055600260206000a1005b3460005260206000f3";

fn ask(host: &mut Host, request: &Value) -> Value {
    host.answer(request.to_string().as_bytes())
}

#[test]
fn a_contract_lives_behind_the_pipe() {
    let host = &mut host(Type::T2);
    let created = ask(host, &json!({ "op": "create", "code": init(RUNTIME) }));
    assert_eq!(created["ok"], true, "{created}");
    assert_eq!(created["out"], RUNTIME);
    assert_eq!(created["depositGas"], 200 * RUNTIME.len() / 2);
    let to = created["address"].as_str().unwrap().to_owned();

    let called = ask(host, &json!({ "op": "call", "to": to, "value": "7" }));
    assert_eq!(called["out"].as_str().unwrap(), format!("{:064x}", 7), "{called}");
    assert!(called["gas"].as_u64().unwrap() > called["intrinsic"].as_u64().unwrap());
    assert_eq!(ask(host, &json!({ "op": "balance", "address": to })), json!({ "value": "7" }));
    assert_eq!(ask(host, &json!({ "op": "storageEmpty", "address": to })), json!({ "value": true }));

    let called = ask(host, &json!({ "op": "call", "to": format!("0x{to}"), "data": "0x01" }));
    assert_eq!(called["logs"], json!([[to, [format!("{:064x}", 2)], format!("{:064x}", 0)]]), "{called}");
    assert_eq!(ask(host, &json!({ "op": "storageEmpty", "address": to })), json!({ "value": false }));
    assert_eq!(ask(host, &json!({ "op": "reset", "hardfork": "cancun" })), json!({ "ok": true }));
    assert_eq!(ask(host, &json!({ "op": "balance", "address": to })), json!({ "value": "0" }));
}

/// A constructor that keeps its argument at key 1; a function that adds its argument to what is there, says so, and reverts if that
/// overflows.
fn counter() -> String {
    let program = |text: &str| vm_zkfriendly::asm::assemble(text).unwrap();
    let deploy = program("entry main size 1:\n input r0, 1\n sstore 1, r0\n return r0, 0");
    let runtime = program(
        "entry main size 4:
            sload r0, 1
            input r1, 1
            log r0, 1, 1
            wadd r2, r0, r1
            sstore 1, r2
            wadd r3, r0, r1 else over
            return r2, 1
        over:
            revert r0, 1",
    );
    hex::encode(vm_zkfriendly::program::Object { deploy, runtime }.encode())
}

#[test]
fn a_register_program_keeps_its_storage_unless_it_reverts() {
    let host = &mut host(Type::T4);
    let word = |number: u64| format!("{number:064x}");
    let empty = ask(host, &json!({ "op": "create", "code": counter() }));
    let to = empty["address"].as_str().unwrap();
    assert_eq!(ask(host, &json!({ "op": "storageEmpty", "address": to })), json!({ "value": true }));
    let created = ask(host, &json!({ "op": "create", "code": counter() + &word(5) }));
    let to = created["address"].as_str().unwrap();
    assert_eq!(ask(host, &json!({ "op": "storageEmpty", "address": to })), json!({ "value": false }));
    let mut call =
        |argument: &str| ask(host, &json!({ "op": "call", "to": to, "data": format!("01020304{argument}") }));
    let first = call(&word(7));
    assert_eq!((&first["ok"], &first["out"]), (&json!(true), &json!(word(12))), "{first}");
    assert_eq!(first["logs"], json!([[to, [word(5)], word(7)]]));
    let over = call(&"f".repeat(64));
    assert_eq!((&over["ok"], &over["out"], &over["logs"]), (&json!(false), &json!(word(12)), &json!([])), "{over}");
    assert_eq!(call(&word(0))["out"], word(12));
}

#[test]
fn failures_are_named() {
    let host = &mut host(Type::T2);
    let created = ask(host, &json!({ "op": "create", "code": "60006000fd" }));
    assert_eq!((&created["ok"], &created["error"]), (&json!(false), &json!("revert")));
    let created = ask(host, &json!({ "op": "create", "code": "fe" }));
    assert_eq!(created["error"], "halt:invalid_opcode");
}

#[test]
fn accounts_are_those_of_solc() {
    let host = &mut host(Type::T4);
    let first = ask(host, &json!({ "op": "account", "n": 0 }));
    assert_eq!(first["value"], "1212121212121212121212121212120000000012");
    let second = ask(host, &json!({ "op": "account", "n": 1 }));
    assert_eq!(second["value"], "1212121212121212121212121212120000001012");
    let balance = ask(host, &json!({ "op": "balance", "address": second["value"] }));
    assert_eq!(balance["value"], (U256::from(1) << 128_usize).to_string());
    let given = json!({ "op": "reset", "accounts": { first["value"].as_str().unwrap(): "5" } });
    assert_eq!(ask(host, &given), json!({ "ok": true }));
    assert_eq!(ask(host, &json!({ "op": "balance", "address": first["value"] })), json!({ "value": "5" }));
}

#[test]
fn a_bad_line_is_answered_and_changes_nothing() {
    for ty in MACHINES {
        let host = &mut host(ty);
        for line in [
            &b""[..],
            b"{",
            b"\xff",
            b"5",
            b"{\"op\":\"fly\"}",
            b"{\"op\":\"create\"}",
            b"{\"op\":\"create\",\"code\":\"0\"}",
            b"{\"op\":\"create\",\"code\":\"00\",\"value\":\"0x5\"}",
            b"{\"op\":\"create\",\"code\":\"00\",\"colour\":1}",
            b"{\"op\":\"call\",\"to\":\"12\"}",
            b"[\"account\",0]",
            b"{\"op\":\"call\",\"to\":\"0000000000000000000000000000000000000099\",\"block\":[]}",
            b"{\"op\":\"call\",\"to\":\"0000000000000000000000000000000000000099\",\"block\":{\"number\":1,\"number\":1}}",
            b"{\"op\":\"create\",\"code\":\"00\",\"origin\":\"99\"}",
            b"{\"op\":\"create\",\"code\":\"00\",\"value\":\"999999999999999999999999999999999999999999999\"}",
            b"{\"op\":\"account\",\"n\":-1}",
            b"{\"op\":\"reset\",\"hardfork\":\"frontier\"}",
            b"{\"op\":\"reset\",\"block\":{\"number\":\"x\"}}",
            b"{\"op\":\"reset\",\"accounts\":{\"5\":\"1\"}}",
            b"{\"op\":\"reset\",\"accounts\":{\"00000000000000000000000000000000000000aa\":\"1\",\"0x00000000000000000000000000000000000000AA\":\"2\"}}",
        ] {
            let answer = host.answer(line);
            assert!(answer["hostError"].is_string(), "{ty} {}: {answer}", String::from_utf8_lossy(line));
        }
        let deep = format!("{{\"op\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(host.answer(deep.as_bytes())["hostError"].is_string());
        assert_eq!(ask(host, &json!({ "op": "reset" })), json!({ "ok": true }));
    }
}

/// A contract that answers ORIGIN, CALLER and NUMBER: deployed, and its address.
fn witness(host: &mut Host) -> String {
    let code = if host.ty == Type::T2 {
        init("32600052336020524360405260606000f3")
    } else {
        let program = |text: &str| vm_zkfriendly::asm::assemble(text).unwrap();
        let deploy = program("entry main size 1:\n return r0, 0");
        let runtime = "entry main size 4:\n env r0, origin\n env r1, caller\n env r2, number\n return r0, 3";
        hex::encode(vm_zkfriendly::program::Object { deploy, runtime: program(runtime) }.encode())
    };
    let created = ask(host, &json!({ "op": "create", "code": code }));
    created["address"].as_str().unwrap_or_else(|| panic!("{created}")).to_owned()
}

#[test]
fn a_block_holds_for_its_transaction_alone_and_the_rest_is_as_reset_said() {
    for ty in MACHINES {
        let host = &mut host(ty);
        ask(host, &json!({ "op": "reset", "block": { "number": 7, "timestamp": 9 } }));
        let to = witness(host);
        let number = |host: &mut Host, block: Value| {
            let called = ask(host, &json!({ "op": "call", "to": to, "block": block }));
            called["out"].as_str().unwrap_or_else(|| panic!("{called}"))[128..].to_owned()
        };
        let word = |number: u64| format!("{number:064x}");
        assert_eq!(number(host, json!({ "number": 8 })), word(8));
        assert_eq!(number(host, json!({ "timestamp": 10 })), word(7));
        let refused = json!({ "op": "call", "to": to, "block": { "number": 8 }, "value": U256::MAX.to_string() });
        assert!(ask(host, &refused)["hostError"].is_string());
        assert_eq!(number(host, Value::Null), word(7));
    }
}

#[test]
fn whoever_sends_needs_no_wei_and_may_have_another_origin() {
    for ty in MACHINES {
        let host = &mut host(ty);
        let to = witness(host);
        let (from, origin) = ("00000000000000000000000000000000000000aa", "92".repeat(20));
        let called = ask(host, &json!({ "op": "call", "to": to, "from": from, "origin": origin }));
        let out = format!("{origin:0>64}{from:0>64}{}", &called["out"].as_str().unwrap()[128..]);
        assert_eq!(called["out"], json!(out), "{called}");
        let created = ask(host, &json!({ "op": "create", "from": from, "code": code_without_effect(ty) }));
        assert_eq!(created["ok"], true, "{created}");
        let poor = ask(host, &json!({ "op": "call", "to": to, "from": from, "value": 1 }));
        assert!(poor["hostError"].as_str().unwrap().contains("has 0 wei but needs 1"), "{poor}");
    }
}

/// A contract that does nothing.
fn code_without_effect(ty: Type) -> String {
    if ty == Type::T2 { init("00") } else { counter() }
}

#[test]
fn an_account_without_code_is_given_wei_and_answers_nothing() {
    for ty in MACHINES {
        let host = &mut host(ty);
        let to = "00000000000000000000000000000000000000aa";
        for (data, balance) in [("", "5"), ("0102", "10")] {
            let called = ask(host, &json!({ "op": "call", "to": to, "data": data, "value": 5 }));
            assert_eq!((&called["ok"], &called["out"], &called["steps"]), (&json!(true), &json!(""), &json!(0)));
            assert_eq!(ask(host, &json!({ "op": "balance", "address": to })), json!({ "value": balance }));
        }
        let identity = "0000000000000000000000000000000000000004";
        let called = ask(host, &json!({ "op": "call", "to": identity, "data": "0102" }));
        if ty == Type::T2 {
            assert_eq!(called["out"], "0102", "{called}");
        } else {
            assert!(called["hostError"].as_str().unwrap().contains("precompiled"), "{called}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_line_kills_it(line: Vec<u8>, code: Vec<u8>) {
        for ty in MACHINES {
            let host = &mut host(ty);
            host.answer(&line);
            ask(host, &json!({ "op": "create", "code": hex::encode(&code) }));
        }
    }
}
