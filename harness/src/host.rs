//! `zkprism host`: a machine behind a pipe. One JSON object a line in and out; tests of other projects drive it.
//!
//! | request | answer |
//! |---|---|
//! | `reset {hardfork?, block?, accounts?}` | `{"ok":true}` |
//! | `create {code, value?, from?, origin?, block?}` | `ok, out, logs, steps, address`; `error` if not ok; `gas, intrinsic, depositGas` where there is gas |
//! | `call {to, data, value?, from?, origin?, block?}` | the same without `address` |
//! | `account {n}` | `{"value": hex}` |
//! | `balance {address}` | `{"value": decimal}` |
//! | `storageEmpty {address}` | `{"value": bool}` |
//!
//! A request is `{"op": "call", …}`. Hexadecimal comes out in lower case without 0x and may come in with or without it; wei
//! are decimal. `block` has `chainId, number, timestamp, coinbase, gasLimit, baseFee, prevrandao`; `accounts` has, by
//! address, wei or `{balance?, nonce?}`. Account n is at `0x1212121212121212121212121212120000000012 + n · 0x1000`, as in
//! solc's own tests; without `accounts`, the first ten have 2¹²⁸ wei each. Account 0 sends what has no `from`. `origin` is what the
//! contract knows as the transaction's origin, `from` unless given; gas costs nothing, so an account without wei can be either.
//! The `block` of `create` and `call` holds for that transaction alone; what it doesn't give is as `reset` said.
//! A line that can't be answered gives `{"hostError": text}`, changes nothing, and the next one is read.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

use alloy_primitives::{Address, B256, Bytes, U256, hex};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::exit::{Exit, Failure};
use crate::json::Object;
use crate::output;
use crate::types::{Account, Block, GAS_LIMIT, Genesis, Log, Machine, MachineError, Receipt, Transaction, Type};

/// The longest line that is read, in bytes.
pub const LINE_BYTES_MAX: u64 = 16 << 20;

/// How many accounts there are unless told otherwise.
const ACCOUNTS: u64 = 10;

/// Answers lines from stdin until it ends.
pub fn serve(ty: Type) -> Result<Exit, Failure> {
    let mut host = Host::new(ty)?;
    let mut input = io::stdin().lock();
    loop {
        let mut line = Vec::new();
        let read = (&mut input).take(LINE_BYTES_MAX + 1).read_until(b'\n', &mut line);
        let read = read.map_err(|error| Failure::environment(format!("can't read stdin: {error}")))?;
        if read == 0 {
            return Ok(Exit::Ok);
        }
        let answer = if line.len() as u64 > LINE_BYTES_MAX && !line.ends_with(b"\n") {
            skip_line(&mut input)?;
            host_error(format!("a line of more than {LINE_BYTES_MAX} bytes"))
        } else {
            host.answer(&line)
        };
        output::data(&answer.to_string())?;
    }
}

fn skip_line(input: &mut impl BufRead) -> Result<(), Failure> {
    loop {
        let chunk = input.fill_buf().map_err(|error| Failure::environment(format!("can't read stdin: {error}")))?;
        let (used, end) = match chunk.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (chunk.len(), chunk.is_empty()),
        };
        input.consume(used);
        if end {
            return Ok(());
        }
    }
}

fn host_error(text: impl Into<String>) -> Value {
    json!({ "hostError": text.into() })
}

/// A machine and what the protocol adds to it.
pub struct Host {
    ty: Type,
    machine: Box<dyn Machine>,
    /// The block of every transaction that doesn't bring its own.
    block: Block,
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "camelCase", deny_unknown_fields)]
enum Request {
    Reset {
        hardfork: Option<String>,
        block: Option<Object<RawBlock>>,
        accounts: Option<Map<String, Value>>,
    },
    Create {
        code: String,
        value: Option<Value>,
        from: Option<String>,
        origin: Option<String>,
        block: Option<Object<RawBlock>>,
    },
    Call {
        to: String,
        #[serde(default)]
        data: String,
        value: Option<Value>,
        from: Option<String>,
        origin: Option<String>,
        block: Option<Object<RawBlock>>,
    },
    Account {
        n: u64,
    },
    Balance {
        address: String,
    },
    StorageEmpty {
        address: String,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawBlock {
    chain_id: Option<u64>,
    number: Option<u64>,
    timestamp: Option<u64>,
    coinbase: Option<String>,
    gas_limit: Option<u64>,
    base_fee: Option<u64>,
    prevrandao: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAccount {
    balance: Option<Value>,
    #[serde(default)]
    nonce: u64,
}

impl Host {
    /// A host with the default accounts.
    pub fn new(ty: Type) -> Result<Self, MachineError> {
        let mut host = Self { ty, machine: ty.machine()?, block: Block::default() };
        host.reset(None, None, None).expect("the defaults are right");
        Ok(host)
    }

    /// The answer to a line.
    pub fn answer(&mut self, line: &[u8]) -> Value {
        let Ok(request) = std::str::from_utf8(line) else { return host_error("the line is not UTF-8") };
        let request: Request = match serde_json::from_str(request) {
            Ok(Object(request)) => request,
            Err(error) => return host_error(format!("no request: {error}")),
        };
        // whatever goes wrong in a machine, the pipe stays open; a machine that panicked is started anew
        let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.handle(request)));
        match answer {
            Ok(Ok(answer)) => answer,
            Ok(Err(text)) => host_error(text),
            Err(_) => {
                *self = Self::new(self.ty).expect("it was made once");
                host_error("internal error: this is a bug of zkprism; the machine was reset")
            }
        }
    }

    fn handle(&mut self, request: Request) -> Result<Value, String> {
        match request {
            Request::Reset { hardfork, block, accounts } => {
                self.reset(hardfork, block, accounts)?;
                Ok(json!({ "ok": true }))
            }
            Request::Create { code, value, from, origin, block } => {
                let data = bytes(&code, "code")?;
                self.transact(None, data, value.as_ref(), Sender { from, origin }, block)
            }
            Request::Call { to, data, value, from, origin, block } => {
                let to = address(&to, "to")?;
                let data = bytes(&data, "data")?;
                self.transact(Some(to), data, value.as_ref(), Sender { from, origin }, block)
            }
            Request::Account { n } => Ok(json!({ "value": hex::encode(account(n)?) })),
            Request::Balance { address: of } => {
                let balance = self.machine.balance(address(&of, "address")?);
                Ok(json!({ "value": balance.to_string() }))
            }
            Request::StorageEmpty { address: of } => {
                Ok(json!({ "value": self.machine.storage_is_empty(address(&of, "address")?) }))
            }
        }
    }

    fn reset(
        &mut self,
        hardfork: Option<String>,
        block: Option<Object<RawBlock>>,
        accounts: Option<Map<String, Value>>,
    ) -> Result<(), String> {
        let accounts = match accounts {
            None => {
                let rich = Account { balance: U256::ONE << 128, nonce: 0 };
                (0..ACCOUNTS).map(|n| Ok((account(n)?, rich.clone()))).collect::<Result<_, String>>()?
            }
            Some(given) => read_accounts(given)?,
        };
        let block = read_block(block, &Block::default())?;
        let mut machine = self.ty.machine().map_err(|error| error.to_string())?;
        machine
            .reset(Genesis { hardfork, block: block.clone(), accounts, ..Genesis::default() })
            .map_err(|error| error.to_string())?;
        (self.machine, self.block) = (machine, block);
        Ok(())
    }

    fn transact(
        &mut self,
        to: Option<Address>,
        data: Bytes,
        value: Option<&Value>,
        sender: Sender,
        block: Option<Object<RawBlock>>,
    ) -> Result<Value, String> {
        let from = sender.from.map_or_else(|| account(0), |from| address(&from, "from"))?;
        let origin = sender.origin.map(|origin| address(&origin, "origin")).transpose()?;
        let value = value.map_or(Ok(U256::ZERO), wei)?;
        let block = read_block(block, &self.block)?;
        let transaction = Transaction { to, data, value, from, origin, gas_limit: GAS_LIMIT.min(block.gas_limit) };
        self.machine.set_block(&block);
        let receipt = self.machine.transact(&transaction);
        self.machine.set_block(&self.block);
        Ok(report(&receipt.map_err(|error| error.to_string())?))
    }
}

/// Who sends a transaction.
struct Sender {
    from: Option<String>,
    origin: Option<String>,
}

fn report(receipt: &Receipt) -> Value {
    let bare = |text: &String| text.trim_start_matches("0x").to_owned();
    let log = |Log { address, topics, data }: &Log| {
        json!([bare(address), topics.iter().map(bare).collect::<Vec<_>>(), bare(data)])
    };
    let mut answer = Map::new();
    answer.insert("ok".to_owned(), json!(receipt.is_success()));
    answer.insert("out".to_owned(), json!(bare(&receipt.output)));
    answer.insert("logs".to_owned(), receipt.logs.iter().map(log).collect());
    answer.insert("steps".to_owned(), json!(receipt.steps));
    if let Some(address) = &receipt.created {
        answer.insert("address".to_owned(), json!(bare(address)));
    }
    if !receipt.is_success() {
        answer.insert("error".to_owned(), json!(receipt.status));
    }
    if let Some(gas) = receipt.gas {
        answer.insert("gas".to_owned(), json!(gas.transaction));
        answer.insert("intrinsic".to_owned(), json!(gas.intrinsic));
        answer.insert("depositGas".to_owned(), json!(gas.deposit));
    }
    Value::Object(answer)
}

/// The n-th account of solc's tests.
fn account(n: u64) -> Result<Address, String> {
    let first = U256::from_be_slice(&hex!("1212121212121212121212121212120000000012"));
    let word = U256::from(n) * U256::from(0x1000) + first;
    if word.bit_len() > 160 {
        return Err(format!("there is no account {n}"));
    }
    Ok(Address::from_word(B256::from(word)))
}

fn read_account(value: Value) -> Result<Account, String> {
    if value.is_object() {
        let raw: RawAccount = serde_json::from_value(value).map_err(|error| format!("accounts: {error}"))?;
        Ok(Account { balance: raw.balance.as_ref().map_or(Ok(U256::ZERO), wei)?, nonce: raw.nonce })
    } else {
        Ok(Account { balance: wei(&value)?, nonce: 0 })
    }
}

/// By address, each once however it is written.
fn read_accounts(given: Map<String, Value>) -> Result<Vec<(Address, Account)>, String> {
    let mut accounts = BTreeMap::new();
    for (of, value) in given {
        if accounts.insert(address(&of, "accounts")?, read_account(value)?).is_some() {
            return Err(format!("`accounts`: {of} stands there twice"));
        }
    }
    Ok(accounts.into_iter().collect())
}

/// A block; what isn't given is as in another one.
fn read_block(raw: Option<Object<RawBlock>>, default: &Block) -> Result<Block, String> {
    let Some(Object(raw)) = raw else { return Ok(default.clone()) };
    let prevrandao = match raw.prevrandao {
        Some(text) => {
            let bytes = bytes(&text, "prevrandao")?;
            if bytes.len() > 32 {
                return Err("`prevrandao` has more than 32 bytes".to_owned());
            }
            B256::left_padding_from(&bytes)
        }
        None => default.prevrandao,
    };
    Ok(Block {
        chain_id: raw.chain_id.unwrap_or(default.chain_id),
        number: raw.number.unwrap_or(default.number),
        timestamp: raw.timestamp.unwrap_or(default.timestamp),
        coinbase: raw.coinbase.map_or(Ok(default.coinbase), |text| address(&text, "coinbase"))?,
        gas_limit: raw.gas_limit.unwrap_or(default.gas_limit),
        base_fee: raw.base_fee.unwrap_or(default.base_fee),
        prevrandao,
    })
}

fn bytes(text: &str, key: &str) -> Result<Bytes, String> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    hex::decode(digits).map(Bytes::from).map_err(|error| format!("`{key}`: {error}"))
}

fn address(text: &str, key: &str) -> Result<Address, String> {
    let bytes = bytes(text, key)?;
    if bytes.len() != 20 {
        return Err(format!("`{key}`: an address has 20 bytes, not {}", bytes.len()));
    }
    Ok(Address::from_slice(&bytes))
}

fn wei(value: &Value) -> Result<U256, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return Err("wei are a decimal number, or text with one".to_owned()),
    };
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("`{text}` is no decimal number of wei"));
    }
    U256::from_str_radix(&text, 10).map_err(|_| format!("`{text}` wei are more than 256 bits"))
}

#[cfg(test)]
mod tests;
