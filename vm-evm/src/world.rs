//! Accounts and the block: all that a transaction can read and change (YP 4.1, the world state σ).
//!
//! Everything lies in ordered maps, so two runs of the same transactions give the same bytes. A clone shares what it can
//! with its original (an account is copied when one of the two changes it), so a clone is the way to take a snapshot.

use std::{collections::BTreeMap, convert::Infallible, sync::Arc};

use alloy_primitives::{Address, B256, Bytes, KECCAK256_EMPTY, U256, keccak256};
use revm::{
    Database,
    bytecode::Bytecode,
    state::{AccountInfo, EvmState},
};

use crate::{Block, DEFAULT_SENDER, Fork, Rules};

/// One account: balance in wei, nonce, code and storage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    balance: U256,
    nonce: u64,
    code: Code,
    storage: BTreeMap<U256, U256>,
}

/// Code, analysed and hashed once.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Code {
    bytes: Bytes,
    hash: B256,
    analysed: Bytecode,
}

impl Code {
    fn new(bytes: Bytes) -> Self {
        let hash = if bytes.is_empty() { KECCAK256_EMPTY } else { keccak256(&bytes) };
        // Never `new_raw`: it panics on code that looks like a malformed delegation (EIP-7702).
        let analysed = Bytecode::new_legacy(bytes.clone());
        Self { bytes, hash, analysed }
    }
}

impl Default for Code {
    fn default() -> Self {
        Self::new(Bytes::new())
    }
}

impl Account {
    /// An account with a balance in wei and nothing else.
    pub fn with_balance(balance: U256) -> Self {
        Self { balance, ..Self::default() }
    }

    /// A contract with runtime code and nothing else; its nonce is 1 (EIP-161).
    pub fn with_code(code: Bytes) -> Self {
        Self { nonce: 1, code: Code::new(code), ..Self::default() }
    }

    /// Wei.
    pub fn balance(&self) -> U256 {
        self.balance
    }

    /// Transactions sent, or contracts created plus one.
    pub fn nonce(&self) -> u64 {
        self.nonce
    }

    /// Runtime code; empty for an account without.
    pub fn code(&self) -> &Bytes {
        &self.code.bytes
    }

    /// keccak256 of the code.
    pub fn code_hash(&self) -> B256 {
        self.code.hash
    }

    /// Slots that aren't zero, in order.
    pub fn storage(&self) -> &BTreeMap<U256, U256> {
        &self.storage
    }

    /// Value of a slot.
    pub fn slot(&self, key: U256) -> U256 {
        self.storage.get(&key).copied().unwrap_or_default()
    }

    /// Sets the balance in wei.
    pub fn set_balance(&mut self, balance: U256) -> &mut Self {
        self.balance = balance;
        self
    }

    /// Sets the nonce.
    pub fn set_nonce(&mut self, nonce: u64) -> &mut Self {
        self.nonce = nonce;
        self
    }

    /// Replaces the runtime code.
    pub fn set_code(&mut self, code: Bytes) -> &mut Self {
        self.code = Code::new(code);
        self
    }

    /// Sets a slot; zero removes it.
    pub fn set_slot(&mut self, key: U256, value: U256) -> &mut Self {
        if value.is_zero() {
            self.storage.remove(&key);
        } else {
            self.storage.insert(key, value);
        }
        self
    }

    fn info(&self) -> AccountInfo {
        AccountInfo {
            balance: self.balance,
            nonce: self.nonce,
            code_hash: self.code.hash,
            account_id: None,
            code: Some(self.code.analysed.clone()),
        }
    }
}

/// Whether transactions pay for their gas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fees {
    /// Nobody pays: balances change by value alone, and the gas price may be below the base fee. GASPRICE and BASEFEE still
    /// answer what they were told.
    #[default]
    Waived,
    /// As on Ethereum: the sender needs `gas_limit · gas_price + value`, and the gas price reaches the base fee.
    Charged,
}

/// How a [`World`] starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genesis {
    /// Rules to follow.
    pub rules: &'static Rules,
    /// Whether gas is paid.
    pub fees: Fees,
    /// The block all transactions are part of.
    pub block: Block,
    /// Accounts at the start.
    pub accounts: BTreeMap<Address, Account>,
}

impl Default for Genesis {
    /// Cancun, no fees, the default block, and [`DEFAULT_SENDER`] with 2¹²⁸ wei.
    fn default() -> Self {
        let sender = Account::with_balance(U256::from(1) << 128);
        Self {
            rules: Fork::default().rules(),
            fees: Fees::default(),
            block: Block::default(),
            accounts: BTreeMap::from([(DEFAULT_SENDER, sender)]),
        }
    }
}

/// Accounts, block and rules. Transactions change it; an error leaves it as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    /// Rules to follow.
    pub rules: &'static Rules,
    /// Whether gas is paid.
    pub fees: Fees,
    /// The block that the next transaction is part of. Transactions don't advance it.
    pub block: Block,
    accounts: BTreeMap<Address, Arc<Account>>,
}

impl Default for World {
    fn default() -> Self {
        Self::new(Genesis::default())
    }
}

impl World {
    /// The world right after `genesis`.
    pub fn new(Genesis { rules, fees, block, accounts }: Genesis) -> Self {
        let accounts = accounts.into_iter().map(|(address, account)| (address, Arc::new(account))).collect();
        Self { rules, fees, block, accounts }
    }

    /// The account at `address`, if there is one.
    pub fn account(&self, address: Address) -> Option<&Account> {
        self.accounts.get(&address).map(Arc::as_ref)
    }

    /// The account at `address` to be changed by hand; made if there is none.
    pub fn account_mut(&mut self, address: Address) -> &mut Account {
        Arc::make_mut(self.accounts.entry(address).or_default())
    }

    /// All accounts by address, in order.
    pub fn accounts(&self) -> impl Iterator<Item = (Address, &Account)> {
        self.accounts.iter().map(|(&address, account)| (address, account.as_ref()))
    }

    /// Balance of `address` in wei; zero if there is no such account.
    pub fn balance(&self, address: Address) -> U256 {
        self.account(address).map(Account::balance).unwrap_or_default()
    }

    /// Runtime code at `address`; empty if there is no such account.
    pub fn code(&self, address: Address) -> Bytes {
        self.account(address).map(|account| account.code().clone()).unwrap_or_default()
    }

    /// Value of a slot; zero if there is no such account.
    pub fn slot(&self, address: Address, key: U256) -> U256 {
        self.account(address).map(|account| account.slot(key)).unwrap_or_default()
    }

    /// Takes over what a transaction touched. Empty accounts vanish (EIP-161), destroyed ones too (EIP-6780: revm marks
    /// only those that shall go).
    pub(crate) fn commit(&mut self, state: EvmState) {
        for (address, touched) in state.into_iter().filter(|(_, account)| account.is_touched()) {
            if touched.is_selfdestructed() || touched.is_empty() {
                self.accounts.remove(&address);
                continue;
            }
            let created = touched.is_created();
            let account = self.account_mut(address);
            if created {
                account.storage.clear();
            }
            account.balance = touched.info.balance;
            account.nonce = touched.info.nonce;
            if account.code.hash != touched.info.code_hash {
                let code = touched.info.code.expect("revm keeps code it has set beside its hash");
                account.set_code(code.original_bytes());
            }
            for (key, slot) in touched.storage.iter().filter(|(_, slot)| created || slot.is_changed()) {
                account.set_slot(*key, slot.present_value());
            }
        }
    }
}

/// A world as revm reads it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Store<'w>(pub(crate) &'w World);

impl Database for Store<'_> {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self.0.account(address).map(Account::info))
    }

    /// Asked only for code that [`Database::basic`] didn't give along, and it gives all.
    fn code_by_hash(&mut self, hash: B256) -> Result<Bytecode, Infallible> {
        let by_hash = self.0.accounts.values().find(|account| account.code.hash == hash);
        Ok(by_hash.map(|account| account.code.analysed.clone()).unwrap_or_default())
    }

    fn storage(&mut self, address: Address, key: U256) -> Result<U256, Infallible> {
        Ok(self.0.slot(address, key))
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        Ok(self.0.block.hashes.get(&number).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_is_a_snapshot() {
        let mut world = World::default();
        let snapshot = world.clone();
        world.account_mut(DEFAULT_SENDER).set_slot(U256::from(1), U256::from(2));
        assert_eq!(world.slot(DEFAULT_SENDER, U256::from(1)), U256::from(2));
        assert_eq!(snapshot.slot(DEFAULT_SENDER, U256::from(1)), U256::ZERO);
    }

    #[test]
    fn a_slot_set_to_zero_is_no_slot() {
        let mut account = Account::default();
        account.set_slot(U256::from(1), U256::from(2)).set_slot(U256::from(1), U256::ZERO);
        assert!(account.storage().is_empty());
    }
}
