//! What a user asks of a [`World`](crate::World): create a contract, or call one.
//!
//! The origin of a transaction of Ethereum is its sender; a test may have another one. Signature, nonce and transaction type are
//! chosen for the user: the nonce is the sender's, the type is the least that can carry the access list. No transaction carries blobs (EIP-4844), so
//! BLOBHASH gives 0.

use std::collections::BTreeMap;

use alloy_primitives::{Address, Bytes, TxKind, U256, address};
use revm::{
    context::TxEnv,
    context_interface::transaction::{AccessList, AccessListItem},
};

/// Who sends a transaction unless told otherwise; [`Genesis::default`](crate::Genesis) gives it a balance.
pub const DEFAULT_SENDER: Address = address!("0x00000000000000000000000000000000000A11CE");

/// Gas that a transaction may spend unless told otherwise.
pub const DEFAULT_GAS_LIMIT: u64 = 10_000_000;

/// A transaction that creates a contract (YP 7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// Init code, then the ABI encoding of the constructor's arguments.
    pub code: Bytes,
    /// Wei for the new contract.
    pub value: U256,
    /// Who sends it.
    pub from: Address,
    /// What ORIGIN answers, if not the sender.
    pub origin: Option<Address>,
    /// Gas that it may spend, intrinsic gas included.
    pub gas_limit: u64,
    /// GASPRICE, in wei a gas.
    pub gas_price: u128,
    /// Addresses, and slots of theirs, that are warm from the start (EIP-2930).
    pub access_list: BTreeMap<Address, Vec<U256>>,
}

impl Default for Create {
    fn default() -> Self {
        Self {
            code: Bytes::new(),
            value: U256::ZERO,
            from: DEFAULT_SENDER,
            origin: None,
            gas_limit: DEFAULT_GAS_LIMIT,
            gas_price: 0,
            access_list: BTreeMap::new(),
        }
    }
}

/// A transaction that calls an account (YP 8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Whom it calls.
    pub to: Address,
    /// Calldata.
    pub data: Bytes,
    /// Wei for the callee.
    pub value: U256,
    /// Who sends it.
    pub from: Address,
    /// What ORIGIN answers, if not the sender.
    pub origin: Option<Address>,
    /// Gas that it may spend, intrinsic gas included.
    pub gas_limit: u64,
    /// GASPRICE, in wei a gas.
    pub gas_price: u128,
    /// Addresses, and slots of theirs, that are warm from the start (EIP-2930).
    pub access_list: BTreeMap<Address, Vec<U256>>,
}

impl Default for Call {
    fn default() -> Self {
        Self {
            to: Address::ZERO,
            data: Bytes::new(),
            value: U256::ZERO,
            from: DEFAULT_SENDER,
            origin: None,
            gas_limit: DEFAULT_GAS_LIMIT,
            gas_price: 0,
            access_list: BTreeMap::new(),
        }
    }
}

/// A call or a create: what both have.
#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    pub(crate) from: Address,
    pub(crate) origin: Address,
    /// The callee; none for a create.
    pub(crate) to: Option<Address>,
    /// Calldata, or init code.
    pub(crate) data: Bytes,
    pub(crate) value: U256,
    pub(crate) gas_limit: u64,
    pub(crate) gas_price: u128,
    pub(crate) access_list: BTreeMap<Address, Vec<U256>>,
}

impl From<Create> for Transaction {
    fn from(Create { code, value, from, origin, gas_limit, gas_price, access_list }: Create) -> Self {
        let origin = origin.unwrap_or(from);
        Self { from, origin, to: None, data: code, value, gas_limit, gas_price, access_list }
    }
}

impl From<Call> for Transaction {
    fn from(Call { to, data, value, from, origin, gas_limit, gas_price, access_list }: Call) -> Self {
        let origin = origin.unwrap_or(from);
        Self { from, origin, to: Some(to), data, value, gas_limit, gas_price, access_list }
    }
}

impl Transaction {
    pub(crate) fn to_revm(&self, nonce: u64, chain_id: u64) -> TxEnv {
        let access_list = self.access_list.iter().map(|(&address, slots)| AccessListItem {
            address,
            storage_keys: slots.iter().map(|&slot| slot.into()).collect(),
        });
        TxEnv {
            tx_type: u8::from(!self.access_list.is_empty()), // 0 is legacy, 1 is EIP-2930
            caller: self.from,
            gas_limit: self.gas_limit,
            gas_price: self.gas_price,
            kind: self.to.map_or(TxKind::Create, TxKind::Call),
            value: self.value,
            data: self.data.clone(),
            nonce,
            chain_id: Some(chain_id),
            access_list: AccessList(access_list.collect()),
            gas_priority_fee: None,
            blob_hashes: Vec::new(),
            max_fee_per_blob_gas: 0,
            authorization_list: Vec::new(),
        }
    }
}
