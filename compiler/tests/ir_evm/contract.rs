//! One contract run five ways: interpreted in both phases and after all passes, as bytecode, and, where it has one, as a program of
//! the ZK machine. They must agree in everything but gas.

use compiler::backend::evm::{Bytecode, assemble, lower::lower_evm};
use compiler::ir::interpret::{self, Call, Context, Execution, Immutables, Outcome, Storage};
use compiler::ir::{Module, ObjectId, Phase, parse, verify};
use compiler::pass::optimize;
use ruint::aliases::U256;

use crate::evm::Evm;
use crate::register::Register;

const STEP_LIMIT: u64 = 10_000_000;

/// A deployed contract.
pub struct Contract {
    abstract_phase: Module,
    evm_phase: Module,
    optimized: Module,
    runtime: ObjectId,
    storage: Storage,
    immutables: Immutables,
    evm: Evm,
    /// The same contract on the ZK machine, unless that refuses it.
    pub register: Option<Register>,
    pub context: Context,
}

/// Surroundings in which every field is another number.
pub fn context() -> Context {
    let number = |n: u64| U256::from(n);
    Context {
        caller: number(0xca11e4),
        callvalue: U256::ZERO,
        this_address: U256::ZERO,
        origin: number(0xca11e4),
        gasprice: number(7),
        basefee: number(5),
        blobbasefee: number(1),
        chainid: number(1),
        coinbase: number(0xc01),
        gaslimit: number(1 << 40),
        block_number: number(1_000),
        prevrandao: number(0x9a9a),
        timestamp: number(1_700_000_000),
        block_hashes: [(number(999), number(0x1234)), (number(744), number(0x5678))].into(),
        blob_hashes: Vec::new(),
    }
}

/// Lowers, verifies and deploys a module with objects `deploy` and `runtime`; `None` if the constructor reverts.
pub fn deploy(text: &str, args: &[U256]) -> Option<Contract> {
    let module = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    deploy_module(module, &words(args), context())
}

pub fn deploy_module(module: Module, args: &[u8], mut context: Context) -> Option<Contract> {
    if let Err(errors) = verify(&module, Phase::Abstract) {
        panic!("{errors:#?}\n{module}");
    }
    let lowered = lower_evm(&module);
    if let Err(errors) = verify(&lowered, Phase::Evm) {
        panic!("{errors:#?}\n{lowered}");
    }
    let mut optimized = module.clone();
    optimize(&mut optimized);
    let object = |name: &str| module.find_object(name).unwrap_or_else(|| panic!("no object {name}"));
    let (deploy, runtime) = (object("deploy"), object("runtime"));
    let mut evm = Evm::new();
    let code = [&assemble(&lowered, deploy).bytes, args].concat();
    let receipt = evm.create(code, &context);
    // Known only now; a constructor sees it too.
    context.this_address = receipt.created.unwrap_or_default();
    let call = Call { context: context.clone(), input: args.to_vec(), ..Call::default() };
    let mut storage = Storage::new();
    let expected = all_agree(&module, &[&lowered, &optimized], deploy, &call, &mut storage);
    assert_eq!(receipt.logs, expected.logs);
    let mut register = Register::new(&module).ok();
    if let Some(register) = &mut register {
        let ours = register.deploy(&context, args);
        register.agrees(&ours, &expected, slots_in_use(&storage, &expected.immutables)).unwrap();
    }
    match expected.outcome {
        Outcome::Created(created) => {
            assert_eq!(created, runtime);
            let code = filled(assemble(&lowered, runtime), &lowered, &expected.immutables);
            assert_eq!(receipt.outcome, Outcome::Returned(code));
        }
        other => {
            assert_eq!(receipt.outcome, other);
            return None;
        }
    }
    assert_eq!(evm.storage(context.this_address), storage);
    let immutables = expected.immutables;
    let abstract_phase = module;
    Some(Contract {
        abstract_phase,
        evm_phase: lowered,
        optimized,
        runtime,
        storage,
        immutables,
        evm,
        register,
        context,
    })
}

/// On the ZK machine immutable variables lie in storage, too.
pub fn slots_in_use(storage: &Storage, immutables: &Immutables) -> bool {
    !storage.is_empty() || immutables.values().any(|word| !word.is_zero())
}

/// Code as the deployment leaves it.
fn filled(code: Bytecode, module: &Module, immutables: &Immutables) -> Vec<u8> {
    let mut bytes = code.bytes;
    for place in code.immutables {
        let known = immutables.iter().find(|(var, _)| module.var(**var).slot == U256::from(place.variable));
        let word = known.map(|(_, word)| *word).unwrap_or_default();
        bytes[place.offset as usize..][..32].copy_from_slice(&word.to_be_bytes::<32>());
    }
    bytes
}

impl Contract {
    /// Calls with this input and checks that all agree.
    pub fn call(&mut self, input: &[u8]) -> Execution {
        let (context, immutables) = (self.context.clone(), self.immutables.clone());
        let call = Call { context, input: input.to_vec(), immutables };
        let expected = all_agree(
            &self.abstract_phase,
            &[&self.evm_phase, &self.optimized],
            self.runtime,
            &call,
            &mut self.storage,
        );
        let receipt = self.evm.call(input, &self.context);
        assert_eq!(receipt.outcome, expected.outcome, "bytecode and IR differ on {input:02x?}\n{}", self.evm_phase);
        assert_eq!(receipt.logs, expected.logs);
        assert_eq!(self.evm.storage(self.context.this_address), self.storage);
        if let Some(register) = &mut self.register {
            let ours = register.call(&self.context, input);
            register.agrees(&ours, &expected, slots_in_use(&self.storage, &self.immutables)).unwrap();
        }
        expected
    }

    /// Its storage.
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Calls a function by its selector.
    pub fn call_function(&mut self, selector: u32, args: &[U256]) -> Execution {
        self.call(&[&selector.to_be_bytes()[..], &words(args)].concat())
    }

    /// The words that a call returns.
    pub fn returned(&mut self, selector: u32, args: &[U256]) -> Vec<U256> {
        match self.call_function(selector, args).outcome {
            Outcome::Returned(output) => output.chunks(32).map(U256::from_be_slice).collect(),
            other => panic!("{other:?}"),
        }
    }

    /// The data with which a call reverts.
    pub fn reverted(&mut self, selector: u32, args: &[U256]) -> Vec<u8> {
        match self.call_function(selector, args).outcome {
            Outcome::Reverted(output) => output,
            other => panic!("{other:?}"),
        }
    }
}

/// Interprets a module, and others that were made from it.
fn all_agree(module: &Module, made: &[&Module], object: ObjectId, call: &Call, storage: &mut Storage) -> Execution {
    let before = storage.clone();
    let execution = interpret::run(module, object, call, storage, STEP_LIMIT).unwrap();
    for made in made {
        let mut after = before.clone();
        let of_made = interpret::run(made, object, call, &mut after, STEP_LIMIT).unwrap();
        assert_eq!(of_made.outcome, execution.outcome, "the outcome differs between\n{module}\nand\n{made}");
        assert_eq!(of_made.logs, execution.logs, "logs differ between\n{module}\nand\n{made}");
        assert_eq!(of_made.immutables, execution.immutables, "immutables differ between\n{module}\nand\n{made}");
        assert_eq!(after, *storage, "storage differs between\n{module}\nand\n{made}");
    }
    execution
}

pub fn words(words: &[U256]) -> Vec<u8> {
    words.iter().flat_map(U256::to_be_bytes::<32>).collect()
}

/// Revert data of `Panic(code)`.
pub fn panic_data(code: u8) -> Vec<u8> {
    [&[0x4e, 0x48, 0x7b, 0x71][..], &words(&[U256::from(code)])].concat()
}
