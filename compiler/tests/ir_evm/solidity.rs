//! The programs of `../run`, compiled from Solidity: each directive does the same on every path. What it does is compared
//! with solc's bytecode by the test `run`.

use std::fs;

use alloy_primitives::{hex, keccak256};
use compiler::{Options, compile};

use crate::contract::{Contract, context, deploy_module};
use crate::directive::{Directive, directive, directives};
use crate::support;

fn check_program(name: &str) {
    let bytes = fs::read(support::folder("run").join(name)).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let compilation = compile(&support::sources(name, &bytes), &Options::default()).unwrap();
    let mut live: Option<Contract> = None;
    for line in directives(&text) {
        let Directive { kind, what, words, context } = directive(line, context());
        if kind == "deploy" {
            let name = what.rsplit(':').next().unwrap();
            let contract = compilation.contracts.iter().find(|contract| contract.name == name).unwrap();
            live = deploy_module(contract.module.clone(), &words, context).or(live);
            continue;
        }
        let contract = live.as_mut().unwrap();
        contract.context = compiler::ir::interpret::Context { this_address: contract.context.this_address, ..context };
        let data = if kind == "call" { keccak256(what)[..4].to_vec() } else { hex::decode(what).unwrap() };
        contract.call(&[data, words].concat());
    }
}

#[test]
fn compiled_programs_mean_the_same_on_every_path() {
    let programs = support::programs("run");
    assert!(programs.len() > 10);
    programs.iter().for_each(|name| check_program(name));
}
