//! The block a transaction is part of: what NUMBER, TIMESTAMP, COINBASE and their like answer (YP 4.4).

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, U256};
use revm::{
    context::BlockEnv,
    context_interface::block::BlobExcessGasAndPrice,
    primitives::eip4844::{BLOB_BASE_FEE_UPDATE_FRACTION_CANCUN, BLOB_BASE_FEE_UPDATE_FRACTION_PRAGUE},
};

use crate::Fork;

/// Highest excess blob gas of a block: beyond, the blob base fee (EIP-4844) would near 2⁶⁴ wei, and revm's formula 128 bits.
pub(crate) const EXCESS_BLOB_GAS_MAX: u64 = 150_000_000;

/// Block fields that bytecode can read. [`Block::default`] documents the laboratory's block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// CHAINID (EIP-1344). Default 1.
    pub chain_id: u64,
    /// NUMBER. Default 1.
    pub number: u64,
    /// TIMESTAMP, seconds since 1970. Default 1,700,000,000 (14 November 2023).
    pub timestamp: u64,
    /// COINBASE: who is paid the priority fee, and warm from the start since Shanghai (EIP-3651). Default zero.
    pub coinbase: Address,
    /// GASLIMIT, in gas: no transaction may ask for more. Default 30,000,000.
    pub gas_limit: u64,
    /// BASEFEE, in wei a gas (EIP-3198). Default 0.
    pub base_fee: u64,
    /// PREVRANDAO (EIP-4399); before Paris DIFFICULTY. Default zero.
    pub prevrandao: B256,
    /// Excess blob gas, from which BLOBBASEFEE follows (EIP-4844, EIP-7516). Default 0, which makes that fee 1 wei.
    pub excess_blob_gas: u64,
    /// Hashes that BLOCKHASH can find, by block number; it answers zero for all others. Default none.
    pub hashes: BTreeMap<u64, B256>,
}

impl Default for Block {
    fn default() -> Self {
        Self {
            chain_id: 1,
            number: 1,
            timestamp: 1_700_000_000,
            coinbase: Address::ZERO,
            gas_limit: 30_000_000,
            base_fee: 0,
            prevrandao: B256::ZERO,
            excess_blob_gas: 0,
            hashes: BTreeMap::new(),
        }
    }
}

impl Block {
    /// BLOBBASEFEE, in wei a blob gas (EIP-4844 `get_base_fee_per_blob_gas`; the update fraction changed in Prague, EIP-7691).
    /// No transaction runs with more than 150,000,000 excess blob gas; the fee of that is the highest this answers.
    pub fn blob_base_fee(&self, fork: Fork) -> u128 {
        self.blob_gas(fork).blob_gasprice
    }

    fn blob_gas(&self, fork: Fork) -> BlobExcessGasAndPrice {
        let fraction = if fork >= Fork::Prague {
            BLOB_BASE_FEE_UPDATE_FRACTION_PRAGUE
        } else {
            BLOB_BASE_FEE_UPDATE_FRACTION_CANCUN
        };
        BlobExcessGasAndPrice::new(self.excess_blob_gas.min(EXCESS_BLOB_GAS_MAX), fraction)
    }

    pub(crate) fn to_revm(&self, fork: Fork) -> BlockEnv {
        BlockEnv {
            number: U256::from(self.number),
            beneficiary: self.coinbase,
            timestamp: U256::from(self.timestamp),
            gas_limit: self.gas_limit,
            basefee: self.base_fee,
            difficulty: self.prevrandao.into(),
            prevrandao: Some(self.prevrandao),
            blob_excess_gas_and_price: Some(self.blob_gas(fork)),
            slot_num: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_excess_blob_gas_makes_the_least_blob_fee() {
        assert_eq!(Block::default().blob_base_fee(Fork::Cancun), 1);
    }
}
