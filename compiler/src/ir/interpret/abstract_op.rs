//! What the instructions of the abstract phase do.

use alloy_primitives::keccak256;
use ruint::aliases::U256;

use super::{Log, Machine, Outcome, Stop, Value, bytes_of, number, panic_outcome};
use crate::ir::abi::{PANIC_DIVISION, PANIC_OVERFLOW};
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
        let overflow = || Stop::Ends(panic_outcome(PANIC_OVERFLOW));
        let word = match (op, &words[..]) {
            (Op::Const(number), _) => number,
            (Op::CheckedAdd, &[a, b]) => number::add(ty, a, b).ok_or_else(overflow)?,
            (Op::CheckedSub, &[a, b]) => number::sub(ty, a, b).ok_or_else(overflow)?,
            (Op::CheckedMul, &[a, b]) => number::mul(ty, a, b).ok_or_else(overflow)?,
            (Op::CheckedDiv, &[a, b]) => number::div(ty, a, nonzero(b)?).ok_or_else(overflow)?,
            (Op::CheckedExp, &[a, b]) => number::exp(ty, a, b).ok_or_else(overflow)?,
            (Op::CheckedNeg, &[a]) => number::sub(ty, U256::ZERO, a).ok_or_else(overflow)?,
            (Op::WrappingAdd, &[a, b]) => number::wrap(ty, a.wrapping_add(b)),
            (Op::WrappingSub, &[a, b]) => number::wrap(ty, a.wrapping_sub(b)),
            (Op::WrappingMul, &[a, b]) => number::wrap(ty, a.wrapping_mul(b)),
            (Op::WrappingDiv, &[a, b]) => number::div(ty, a, nonzero(b)?).unwrap_or(a),
            (Op::WrappingExp, &[a, b]) => number::wrap(ty, a.wrapping_pow(b)),
            (Op::WrappingNeg, &[a]) => number::wrap(ty, a.wrapping_neg()),
            (Op::Mod, &[a, b]) => number::rem(ty, a, nonzero(b)?),
            (Op::AddMod, &[a, b, m]) => a.add_mod(b, nonzero(m)?),
            (Op::MulMod, &[a, b, m]) => a.mul_mod(b, nonzero(m)?),
            (Op::Eq, [a, b]) => U256::from(a == b),
            (Op::Ne, [a, b]) => U256::from(a != b),
            (Op::Lt, &[a, b]) => U256::from(number::less(ty, a, b)),
            (Op::Gt, &[a, b]) => U256::from(number::less(ty, b, a)),
            (Op::Le, &[a, b]) => U256::from(!number::less(ty, b, a)),
            (Op::Ge, &[a, b]) => U256::from(!number::less(ty, a, b)),
            (Op::Not, [a]) => U256::from(a.is_zero()),
            (Op::BitAnd, &[a, b]) => a & b,
            (Op::BitOr, &[a, b]) => a | b,
            (Op::BitXor, &[a, b]) => a ^ b,
            (Op::BitNot, &[a]) => word::clean(ty, !a),
            (Op::Shl, &[a, b]) => word::clean(ty, shift_amount(b).map_or(U256::ZERO, |bits| a << bits)),
            (Op::Shr, &[a, b]) => match shift_amount(b) {
                Some(bits) if ty.is_signed() => a.arithmetic_shr(bits),
                Some(bits) => word::clean(ty, a >> bits),
                None if ty.is_signed() && word::is_negative(a) => U256::MAX,
                None => U256::ZERO,
            },
            (Op::Extend | Op::Truncate, &[a]) => word::clean(result, a),
            (Op::Reinterpret, &[a]) => reinterpret(ty, result, a),
            (Op::ToWord, &[a]) => a,
            (Op::FromWord, &[a]) => word::clean(result, a),
            (Op::StoragePlace(var), _) => {
                let var = self.module.var(var);
                return Ok(vec![Value { word: var.slot, offset: var.offset }]);
            }
            (Op::MapElement, &[_, key]) => return Ok(vec![self.element(args[0], key, result)]),
            (Op::Sload, _) => self.load(args[0], result),
            (Op::Sstore, &[_, value]) => {
                self.store(args[0], types[1], value);
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

fn nonzero(divisor: U256) -> Result<U256, Stop> {
    if divisor.is_zero() { Err(Stop::Ends(panic_outcome(PANIC_DIVISION))) } else { Ok(divisor) }
}

/// A shift that leaves something of 256 bits.
pub(super) fn shift_amount(word: U256) -> Option<usize> {
    usize::try_from(word).ok().filter(|&bits| bits < 256)
}

fn reinterpret(from: Type, to: Type, word: U256) -> U256 {
    let unused = (256 - from.bits()) as usize;
    let is_bytes = |ty: Type| matches!(ty, Type::FixedBytes(_));
    match (is_bytes(from), is_bytes(to)) {
        (false, true) => word << unused,
        (true, false) => word::clean(to, word >> unused),
        (true, true) | (false, false) => word::clean(to, word),
    }
}
