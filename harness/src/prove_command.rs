//! `zkprism prove`: one call, proven, its proof in a file.
//!
//! The call is the workload's main one, or a call of any bytecode, whoever compiled it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alloy_primitives::{Address, B256, Bytes, U256};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::child::{self, Job, Lost, Measured, Report};
use crate::exit::{Exit, Failure};
use crate::json::Object;
use crate::judge::{self, Judgement};
use crate::progress::Spinner;
use crate::proof_file::ProofFile;
use crate::scenario::{self, Target};
use crate::types::{
    Account, Block, DEFAULT_SENDER, Genesis, Measurement, Progress, Proving, Transaction, Type, Verdict, t2,
};
use crate::{abi_args, files, output};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// What to prove.
    pub what: What,
    /// On which type.
    pub ty: Type,
    /// Where the proof goes.
    pub output: PathBuf,
    /// Prove even if the prediction exceeds the free memory.
    pub force: bool,
}

/// What to prove.
#[derive(Clone, Debug)]
pub enum What {
    /// The main call of a workload or of a command line.
    Target(Target),
    /// A call of some bytecode.
    Bytecode(BytecodeCall),
}

/// A call of some bytecode.
#[derive(Clone, Debug)]
pub struct BytecodeCall {
    /// A file with the runtime code, in hexadecimal.
    pub bytecode: PathBuf,
    /// Calldata, in hexadecimal.
    pub calldata: String,
    /// Who calls.
    pub from: Option<String>,
    /// Wei.
    pub value: U256,
    /// Gas that it may spend.
    pub gas_limit: u64,
    /// A file with block fields.
    pub block: Option<PathBuf>,
    /// A file with the contract's address, wei and storage.
    pub state: Option<PathBuf>,
}

/// Longest code, block and state files.
const BYTES_MAX: u64 = 8 << 20;

/// Where bytecode stands whose address nobody said.
const CALLEE: Address = Address::repeat_byte(0xc0);

/// Proves and writes.
pub fn prove(request: &Request) -> Result<Exit, Failure> {
    files::check_writable(&request.output)?;
    let spinner = Spinner::start();
    let ty = request.ty;
    let proving = Proving { force: request.force, ..Proving::default() };
    let measured = match &request.what {
        What::Target(target) => of_target(target, ty, proving, &spinner),
        What::Bytecode(call) => of_bytecode(call, ty, proving, &mut |progress| spinner.show(ty, None, progress)),
    };
    spinner.finish();
    let measured = measured?;
    match (measured.verdict, measured.proof) {
        (Verdict::Proven { .. }, Some(proof)) => {
            let file = ProofFile::new(ty, proof);
            file.write(&request.output)?;
            let (status, steps) = (&measured.receipt.status, measured.receipt.steps);
            output::note(&format!("{}: {status} after {steps} steps, proven", request.output.display()));
            output::data(&serde_json::to_string_pretty(&file.proof.statement).expect("a statement is data"))?;
            Ok(Exit::Ok)
        }
        (verdict, _) => Err(no_proof(verdict)),
    }
}

/// The main call of a scenario, after the calls before it.
fn of_target(target: &Target, ty: Type, proving: Proving, spinner: &Spinner) -> Result<Measurement, Failure> {
    let scenario = scenario::resolve(target)?;
    let mut plan = scenario.plan.clone();
    let before = plan.calls.drain(..scenario.main).collect::<Vec<_>>();
    plan.setup.extend(before);
    plan.calls.truncate(1);
    let label = plan.calls.first().map(|call| call.label.clone());
    let mut show = |call: Option<usize>, progress: Progress| {
        spinner.show(ty, call.and(label.as_deref()), progress);
    };
    let report = child::spawn(&Job { ty, plan, proving }, &mut show).map_err(|lost| match lost {
        Lost::Failed(failure) => failure,
        Lost::Crashed(message) => Failure::bug(message),
        Lost::Interrupted => Failure::environment("interrupted"),
    })?;
    let Report { deployment, setup, calls, .. } = report;
    let Judgement { outcome, reason } = judge::deployed(&deployment);
    if let Some(reason) = reason {
        return Err(Failure { exit: outcome.exit(), ..Failure::failed(reason) });
    }
    if let Some(verdict) = setup.into_iter().find_map(Result::err) {
        let failure = no_proof(verdict);
        let message = format!("a call before it can't run: {}", failure.message);
        return Err(Failure { message, ..failure });
    }
    match calls.into_iter().next() {
        Some(Measured::Ran(measurement)) => Ok(*measurement),
        Some(Measured::Refused(verdict)) => Err(no_proof(verdict)),
        None => Err(Failure::bug("the call was not run")),
    }
}

fn no_proof(verdict: Verdict) -> Failure {
    verdict.failure().unwrap_or_else(|| Failure::bug("a proof was asked for and is not there"))
}

/// Block fields of a file; what is missing is the laboratory's.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct BlockFile {
    chain_id: Option<u64>,
    number: Option<u64>,
    timestamp: Option<u64>,
    coinbase: Option<String>,
    gas_limit: Option<u64>,
    base_fee: Option<u64>,
    prevrandao: Option<String>,
}

/// The contract's state in a file: its address, wei, storage.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StateFile {
    address: Option<String>,
    balance: Option<String>,
    storage: BTreeMap<String, String>,
}

fn of_bytecode(
    call: &BytecodeCall,
    ty: Type,
    proving: Proving,
    progress: &mut dyn FnMut(Progress),
) -> Result<Measurement, Failure> {
    if ty.profile().machine.evm().is_none() {
        return Err(Failure::unsupported(format!("--bytecode goes with types that are EVMs; type {ty} is none")));
    }
    let text = files::read(&call.bytecode, BYTES_MAX)?;
    let text = String::from_utf8_lossy(&text);
    let code = hex(text.trim()).map_err(|what| Failure::usage(format!("{}: {what}", call.bytecode.display())))?;
    let data = hex(&call.calldata).map_err(|what| Failure::usage(format!("--calldata: {what}")))?;
    let from = match &call.from {
        Some(text) => address(text).map_err(|what| Failure::usage(format!("--from: {what}")))?,
        None => DEFAULT_SENDER,
    };
    let block = call.block.as_deref().map(object::<BlockFile>).transpose()?.unwrap_or_default();
    let state = call.state.as_deref().map(object::<StateFile>).transpose()?.unwrap_or_default();
    let of_file = |path: &Option<PathBuf>, what: String| {
        Failure::usage(format!("{}: {what}", path.as_deref().unwrap_or(Path::new("")).display()))
    };
    let block = block.block().map_err(|what| of_file(&call.block, what))?;
    let balance = state.balance().map_err(|what| of_file(&call.state, what))?;
    let (callee, storage) = state.contract().map_err(|what| of_file(&call.state, what))?;

    let mut machine = t2::Evm::new(ty);
    let rich = Account { balance: U256::ONE << 128, nonce: 0 };
    let account = Account { balance, nonce: 0 };
    let genesis = Genesis { block, accounts: vec![(from, rich), (callee, account)], ..Genesis::default() };
    machine.start(genesis, callee, code, storage)?;
    let (to, gas_limit) = (Some(callee), call.gas_limit);
    let transaction = Transaction { to, data, value: call.value, from, origin: None, gas_limit };
    Ok(crate::types::Machine::measure(&mut machine, &transaction, proving, progress)?)
}

impl BlockFile {
    fn block(self) -> Result<Block, String> {
        let lab = Block::default();
        Ok(Block {
            chain_id: self.chain_id.unwrap_or(lab.chain_id),
            number: self.number.unwrap_or(lab.number),
            timestamp: self.timestamp.unwrap_or(lab.timestamp),
            coinbase: self.coinbase.as_deref().map_or(Ok(lab.coinbase), address)?,
            gas_limit: self.gas_limit.unwrap_or(lab.gas_limit),
            base_fee: self.base_fee.unwrap_or(lab.base_fee),
            prevrandao: self.prevrandao.as_deref().map_or(Ok(lab.prevrandao), |text| word(text).map(B256::from))?,
        })
    }
}

impl StateFile {
    fn balance(&self) -> Result<U256, String> {
        self.balance.as_deref().map_or(Ok(U256::ZERO), word)
    }

    fn contract(self) -> Result<(Address, Vec<(U256, U256)>), String> {
        let callee = self.address.as_deref().map_or(Ok(CALLEE), address)?;
        let mut slots = BTreeMap::new();
        for (slot, value) in &self.storage {
            if slots.insert(word(slot)?, word(value)?).is_some() {
                return Err(format!("the slot {slot} stands there twice"));
            }
        }
        Ok((callee, slots.into_iter().collect()))
    }
}

fn object<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let bytes = files::read(path, BYTES_MAX)?;
    let object = serde_json::from_slice(&bytes).map(|Object(object)| object);
    object.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

fn hex(text: &str) -> Result<Bytes, String> {
    alloy_primitives::hex::decode(text).map(Bytes::from).map_err(|error| format!("it is not hexadecimal: {error}"))
}

fn address(text: &str) -> Result<Address, String> {
    abi_args::parse_address(text).map_err(|_| format!("`{text}` is no address"))
}

fn word(text: &str) -> Result<U256, String> {
    text.parse().map_err(|_| format!("`{text}` is no number of 256 bits"))
}
