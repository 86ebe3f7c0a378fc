//! What the EVM's opcodes do.

use alloy_primitives::keccak256;
use ruint::aliases::U256;

use super::abstract_op::word_at;
use super::calculate::shift_amount;
use super::number::{magnitude, with_sign};
use super::{InterpretError, Log, Machine};
use crate::ir::evm_op::EvmOp;
use crate::ir::word;

/// Beyond this an EVM would be out of gas.
const MEMORY_LIMIT: usize = 1 << 24;

/// Where the stack scheduler's cells begin; here there are none.
const FREE_BASE: u64 = 0x80;

impl Machine<'_> {
    pub(super) fn evm_op(&mut self, op: EvmOp, args: &[U256]) -> Result<Option<U256>, InterpretError> {
        let context = self.context;
        let arg = |i: usize| args.get(i).copied().unwrap_or_default();
        let (a, b, c) = (arg(0), arg(1), arg(2));
        let flag = |condition: bool| U256::from(condition);
        let sign = U256::ONE << 255;
        let result = match op {
            EvmOp::Add => a.wrapping_add(b),
            EvmOp::Mul => a.wrapping_mul(b),
            EvmOp::Sub => a.wrapping_sub(b),
            EvmOp::Div => a.checked_div(b).unwrap_or_default(),
            EvmOp::Sdiv => {
                let quotient = magnitude(a).checked_div(magnitude(b)).unwrap_or_default();
                with_sign(word::is_negative(a) != word::is_negative(b), quotient)
            }
            EvmOp::Mod => a.checked_rem(b).unwrap_or_default(),
            EvmOp::Smod => with_sign(word::is_negative(a), magnitude(a).checked_rem(magnitude(b)).unwrap_or_default()),
            EvmOp::Addmod => a.add_mod(b, c),
            EvmOp::Mulmod => a.mul_mod(b, c),
            EvmOp::Exp => a.wrapping_pow(b),
            EvmOp::Signextend => match u32::try_from(a) {
                Ok(byte) if byte < 31 => word::sign_extend(b, 8 * (byte + 1)),
                Ok(_) | Err(_) => b,
            },
            EvmOp::Lt => flag(a < b),
            EvmOp::Gt => flag(a > b),
            EvmOp::Slt => flag((a ^ sign) < (b ^ sign)),
            EvmOp::Sgt => flag((a ^ sign) > (b ^ sign)),
            EvmOp::Eq => flag(a == b),
            EvmOp::Iszero => flag(a.is_zero()),
            EvmOp::And => a & b,
            EvmOp::Or => a | b,
            EvmOp::Xor => a ^ b,
            EvmOp::Not => !a,
            EvmOp::Byte => match usize::try_from(a) {
                Ok(i) if i < 32 => U256::from(b.to_be_bytes::<32>()[i]),
                Ok(_) | Err(_) => U256::ZERO,
            },
            EvmOp::Shl => shift_amount(a).map_or(U256::ZERO, |bits| b << bits),
            EvmOp::Shr => shift_amount(a).map_or(U256::ZERO, |bits| b >> bits),
            EvmOp::Sar => match shift_amount(a) {
                Some(bits) => b.arithmetic_shr(bits),
                None if word::is_negative(b) => U256::MAX,
                None => U256::ZERO,
            },
            EvmOp::Keccak256 => U256::from_be_bytes(keccak256(self.read_memory(a, b)?).0),
            EvmOp::Address => context.this_address,
            EvmOp::Origin => context.origin,
            EvmOp::Caller => context.caller,
            EvmOp::Callvalue => context.callvalue,
            EvmOp::Calldataload => word_at(self.calldata, a),
            EvmOp::Calldatasize => U256::from(self.calldata.len()),
            EvmOp::ConstructorArgsSize => U256::from(self.constructor_args.len()),
            EvmOp::Calldatacopy => return self.copy_data(self.calldata, a, b, c),
            EvmOp::Gasprice => context.gasprice,
            EvmOp::Blockhash => self.block_hash(a),
            EvmOp::Blobhash => self.blob_hash(a),
            EvmOp::Gas => self.gas_left(),
            EvmOp::Coinbase => context.coinbase,
            EvmOp::Timestamp => context.timestamp,
            EvmOp::Number => context.block_number,
            EvmOp::Prevrandao => context.prevrandao,
            EvmOp::Gaslimit => context.gaslimit,
            EvmOp::Chainid => context.chainid,
            EvmOp::Basefee => context.basefee,
            EvmOp::Blobbasefee => context.blobbasefee,
            EvmOp::Mload => {
                let bytes = self.read_memory(a, U256::from(32))?;
                U256::try_from_be_slice(&bytes).expect("32 bytes are a word")
            }
            EvmOp::Mstore => return self.write_memory(a, &b.to_be_bytes::<32>()),
            EvmOp::Mstore8 => return self.write_memory(a, &[b.byte(0)]),
            EvmOp::Sload => self.storage.get(&a).copied().unwrap_or_default(),
            EvmOp::Sstore => {
                self.set_slot(a, b);
                return Ok(None);
            }
            EvmOp::Tload => self.transient.get(&a).copied().unwrap_or_default(),
            EvmOp::Tstore => {
                self.transient.insert(a, b);
                return Ok(None);
            }
            EvmOp::Mcopy => {
                let bytes = self.read_memory(b, c)?;
                return self.write_memory(a, &bytes);
            }
            EvmOp::Log0 | EvmOp::Log1 | EvmOp::Log2 | EvmOp::Log3 | EvmOp::Log4 => {
                let data = self.read_memory(a, b)?;
                self.logs.push(Log { topics: args[2..].to_vec(), data });
                return Ok(None);
            }
            EvmOp::FreeBase => U256::from(FREE_BASE),
            EvmOp::ConstructorArgsCopy => return self.copy_data(self.constructor_args, a, U256::ZERO, b),
        };
        Ok(Some(result))
    }

    pub(super) fn read_memory(&mut self, offset: U256, size: U256) -> Result<Vec<u8>, InterpretError> {
        let range = self.memory_range(offset, size)?;
        Ok(self.memory[range].to_vec())
    }

    fn write_memory(&mut self, offset: U256, bytes: &[u8]) -> Result<Option<U256>, InterpretError> {
        let range = self.memory_range(offset, U256::from(bytes.len()))?;
        self.memory[range].copy_from_slice(bytes);
        Ok(None)
    }

    fn copy_data(&mut self, data: &[u8], to: U256, from: U256, size: U256) -> Result<Option<U256>, InterpretError> {
        let range = self.memory_range(to, size)?;
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(data.len());
        for (i, byte) in self.memory[range].iter_mut().enumerate() {
            *byte = data.get(from + i).copied().unwrap_or_default();
        }
        Ok(None)
    }

    /// Grows memory to hold the range; an empty one touches nothing.
    fn memory_range(&mut self, offset: U256, size: U256) -> Result<std::ops::Range<usize>, InterpretError> {
        if size.is_zero() {
            return Ok(0..0);
        }
        let end = offset.checked_add(size).and_then(|end| usize::try_from(end).ok());
        match end {
            Some(end) if end <= MEMORY_LIMIT => {
                if self.memory.len() < end {
                    self.memory.resize(end.next_multiple_of(32), 0);
                }
                let size = usize::try_from(size).expect("not longer than memory");
                Ok(end - size..end)
            }
            Some(_) | None => Err(InterpretError::MemoryLimit { offset, limit: MEMORY_LIMIT }),
        }
    }
}
