//! What the instructions of the abstract phase do.

use alloy_primitives::keccak256;
use ruint::aliases::U256;

use super::calculate::calculate;
use super::{Log, Machine, Outcome, Stop, Value, bytes_of, load, panic_outcome, store};
use crate::ir::instruction::Op;
use crate::ir::types::Type;
use crate::ir::word;

impl Machine<'_> {
    /// Results of an instruction, or how it stops. Operands and results have the types that the verifier checked.
    pub(super) fn instruction(
        &mut self,
        op: Op,
        types: &[Type],
        args: &[Value],
        results: &[Type],
    ) -> Result<Vec<Value>, Stop> {
        let words: Vec<U256> = args.iter().map(|arg| arg.word).collect();
        let ty = types.first().copied().unwrap_or(Type::Word);
        let result = results.first().copied().unwrap_or(Type::Word);
        let context = self.context;
        if let Some(calculated) = calculate(op, &words, ty, result) {
            return match calculated {
                Ok(word) => Ok(vec![word.into()]),
                Err(code) => Err(Stop::Ends(panic_outcome(code))),
            };
        }
        let word = match (op, &words[..]) {
            (Op::StoragePlace(var), _) => return Ok(vec![self.place_of(var)]),
            (Op::MapElement, &[_, key]) => return Ok(vec![self.element(args[0], key, result)]),
            (Op::Sload, _) => load(&self.storage, args[0], result),
            (Op::Sstore, &[_, value]) => {
                store(&mut self.storage, args[0], types[1], value);
                return Ok(Vec::new());
            }
            (Op::Tload(var), _) => load(&self.transient, self.place_of(var), result),
            (Op::Tstore(var), &[value]) => {
                let place = self.place_of(var);
                store(&mut self.transient, place, ty, value);
                return Ok(Vec::new());
            }
            (Op::LoadImmutable(var), _) => self.immutables.get(&var).copied().unwrap_or_default(),
            (Op::SetImmutable(var), &[value]) => {
                self.immutables.insert(var, value);
                return Ok(Vec::new());
            }
            (Op::HasSelector, _) => U256::from(self.calldata.len() >= 4),
            (Op::Selector, _) => word_at(self.calldata, U256::ZERO) >> 224,
            (Op::CalldataSize, _) => U256::from(self.calldata.len()),
            (Op::DecodeCallArgs, _) => return decode(self.calldata, 4, results),
            (Op::DecodeConstructorArgs, _) => return decode(self.constructor_args, 0, results),
            (Op::Caller, _) => context.caller,
            (Op::Callvalue, _) => context.callvalue,
            (Op::ThisAddress, _) => context.this_address,
            (Op::Origin, _) => context.origin,
            (Op::Gasprice, _) => context.gasprice,
            (Op::Basefee, _) => context.basefee,
            (Op::Blobbasefee, _) => context.blobbasefee,
            (Op::Chainid, _) => context.chainid,
            (Op::Coinbase, _) => context.coinbase,
            (Op::Gaslimit, _) => context.gaslimit,
            (Op::BlockNumber, _) => context.block_number,
            (Op::Prevrandao, _) => context.prevrandao,
            (Op::Timestamp, _) => context.timestamp,
            (Op::Blockhash, &[number]) => self.block_hash(number),
            (Op::Blobhash, &[index]) => self.blob_hash(index),
            (Op::Gasleft, _) => self.gas_left(),
            (Op::KeccakWords, words) => U256::from_be_bytes(keccak256(bytes_of(words)).0),
            (Op::Log(topics), words) => {
                let (topics, data) = words.split_at(usize::from(topics));
                self.logs.push(Log { topics: topics.to_vec(), data: bytes_of(data) });
                return Ok(Vec::new());
            }
            (Op::Evm(op), words) => {
                let result = self.evm_op(op, words)?;
                return Ok(result.map(Value::from).into_iter().collect());
            }
            (Op::Call(_), _) => unreachable!("calls are the frame loop's"),
            (op, words) => unreachable!("verified: `{}` doesn't take {} operands", op.mnemonic(), words.len()),
        };
        Ok(vec![word.into()])
    }

    pub(super) fn block_hash(&self, number: U256) -> U256 {
        let context = self.context;
        let age = context.block_number.checked_sub(number).unwrap_or_default();
        let is_seen = age >= U256::ONE && age <= U256::from(256);
        if is_seen { context.block_hashes.get(&number).copied().unwrap_or_default() } else { U256::ZERO }
    }

    pub(super) fn blob_hash(&self, index: U256) -> U256 {
        let hash = usize::try_from(index).ok().and_then(|index| self.context.blob_hashes.get(index));
        hash.copied().unwrap_or_default()
    }

    /// As with gas, there is less each time, and a call without any has ended.
    pub(super) fn gas_left(&self) -> U256 {
        U256::from(self.step_limit - self.steps)
    }
}

/// The word that begins at this byte, zeros behind the data's end.
pub(super) fn word_at(data: &[u8], offset: U256) -> U256 {
    let mut bytes = [0; 32];
    let from = usize::try_from(offset).unwrap_or(usize::MAX).min(data.len());
    let count = (data.len() - from).min(32);
    bytes[..count].copy_from_slice(&data[from..from + count]);
    U256::from_be_bytes(bytes)
}

fn decode(data: &[u8], start: usize, types: &[Type]) -> Result<Vec<Value>, Stop> {
    let reverted = || Stop::Ends(Outcome::Reverted(Vec::new()));
    if data.len() < start + 32 * types.len() {
        return Err(reverted());
    }
    let decode = |(i, &ty): (usize, &Type)| {
        let word = word_at(data, U256::from(start + 32 * i));
        if word::is_clean(ty, word) { Ok(word.into()) } else { Err(reverted()) }
    };
    types.iter().enumerate().map(decode).collect()
}
