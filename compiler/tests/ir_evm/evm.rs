//! The EVM: the only file here that calls revm.

use alloy_primitives::{Address, B256, Bytes, TxKind};
use compiler::ir::interpret::{Context, Log, Outcome, Storage};
use revm::context::result::{ExecutionResult, Output};
use revm::context::{BlockEnv, CfgEnv, TxEnv};
use revm::database::{CacheDB, EmptyDB};
use revm::primitives::hardfork::SpecId;
use revm::state::AccountInfo;
use revm::{DatabaseCommit, ExecuteEvm, MainBuilder, MainContext};
use ruint::aliases::U256;

const GAS_LIMIT: u64 = 1 << 30;

/// Accounts between transactions.
pub struct Evm {
    db: CacheDB<EmptyDB>,
    nonce: u64,
}

/// What a transaction did.
pub struct Receipt {
    /// `Invalid` for all exceptional halts; a creation gives its code as output.
    pub outcome: Outcome,
    pub logs: Vec<Log>,
    /// Address of the contract created.
    pub created: Option<U256>,
}

impl Evm {
    pub fn new() -> Self {
        Self { db: CacheDB::new(EmptyDB::default()), nonce: 0 }
    }

    pub fn create(&mut self, code: Vec<u8>, context: &Context) -> Receipt {
        self.transact(TxKind::Create, code, context)
    }

    /// A call that brings blobs, if there are any, is of their type of transaction (EIP-4844).
    fn with_blobs(tx: TxEnv, context: &Context) -> TxEnv {
        if context.blob_hashes.is_empty() {
            return tx;
        }
        let priority = context.gasprice - context.basefee;
        TxEnv {
            tx_type: 3,
            gas_priority_fee: Some(priority.to()),
            blob_hashes: context.blob_hashes.iter().copied().map(B256::from).collect(),
            max_fee_per_blob_gas: context.blobbasefee.to(),
            ..tx
        }
    }

    pub fn call(&mut self, input: &[u8], context: &Context) -> Receipt {
        self.transact(TxKind::Call(address(context.this_address)), input.to_vec(), context)
    }

    /// Storage of an account, without the slots that are 0.
    pub fn storage(&self, account: U256) -> Storage {
        let account = self.db.cache.accounts.get(&address(account));
        let slots = account.into_iter().flat_map(|account| &account.storage);
        slots.filter(|(_, word)| !word.is_zero()).map(|(slot, word)| (*slot, *word)).collect()
    }

    fn transact(&mut self, kind: TxKind, data: Vec<u8>, context: &Context) -> Receipt {
        let caller = address(context.caller);
        let balance = U256::MAX >> 1;
        self.db.insert_account_info(caller, AccountInfo { balance, nonce: self.nonce, ..Default::default() });
        for (number, hash) in &context.block_hashes {
            self.db.cache.block_hashes.insert(*number, B256::from(*hash));
        }
        let mut cfg = CfgEnv::new_with_spec(SpecId::CANCUN).with_chain_id(context.chainid.to());
        cfg.limit_contract_code_size = Some(usize::MAX);
        cfg.limit_contract_initcode_size = Some(usize::MAX);
        let block = BlockEnv {
            number: context.block_number,
            beneficiary: address(context.coinbase),
            timestamp: context.timestamp,
            gas_limit: context.gaslimit.to(),
            basefee: context.basefee.to(),
            prevrandao: Some(B256::from(context.prevrandao)),
            ..BlockEnv::default()
        };
        let tx = TxEnv {
            caller,
            gas_limit: GAS_LIMIT,
            gas_price: context.gasprice.to(),
            kind,
            value: context.callvalue,
            data: Bytes::from(data),
            nonce: self.nonce,
            chain_id: Some(context.chainid.to()),
            ..TxEnv::default()
        };
        let tx = Self::with_blobs(tx, context);
        self.nonce += 1;
        let mut evm = revm::Context::mainnet().with_db(&mut self.db).with_block(block).with_cfg(cfg).build_mainnet();
        let done = evm.transact(tx).expect("the transaction is possible");
        drop(evm);
        self.db.commit(done.state);
        match done.result {
            ExecutionResult::Success { logs, output, .. } => {
                let logs = logs
                    .into_iter()
                    .map(|log| Log {
                        topics: log.topics().iter().map(|topic| (*topic).into()).collect(),
                        data: log.data.data.to_vec(),
                    })
                    .collect();
                let created = match &output {
                    Output::Create(_, created) => created.map(|address| U256::from_be_slice(address.as_slice())),
                    Output::Call(_) => None,
                };
                Receipt { outcome: Outcome::Returned(output.into_data().to_vec()), logs, created }
            }
            ExecutionResult::Revert { output, .. } => {
                Receipt { outcome: Outcome::Reverted(output.to_vec()), logs: Vec::new(), created: None }
            }
            ExecutionResult::Halt { .. } => Receipt { outcome: Outcome::Invalid, logs: Vec::new(), created: None },
        }
    }
}

fn address(word: U256) -> Address {
    Address::from_word(B256::from(word))
}
