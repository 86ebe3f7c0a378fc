//! Changing a finished function: what passes have in common.

use super::function::{BlockId, Def, Function, InstId, Span, ValueId};
use super::instruction::Op;
use super::types::Type;

impl Function {
    /// Puts another value, or the same, in the place of each one that is read, edges' arguments included.
    pub(crate) fn map_uses(&mut self, map: impl Fn(ValueId) -> ValueId) {
        for block in self.block_ids() {
            for inst in self.block(block).insts.clone() {
                for arg in &mut self.inst_mut(inst).args {
                    *arg = map(*arg);
                }
            }
            if let Some(terminator) = &mut self.block_mut(block).terminator {
                terminator.map_uses(&map);
            }
        }
    }

    /// Inserts an instruction before the one at this position of a block.
    pub(crate) fn insert(
        &mut self,
        block: BlockId,
        position: usize,
        op: Op,
        args: Vec<ValueId>,
        results: &[Type],
        span: Span,
    ) -> InstId {
        let id = self.append(block, op, args, results, span);
        self.block_mut(block).insts[position..].rotate_right(1);
        id
    }

    /// Removes block parameters, with the arguments of all edges. The entry's are the function's and stay.
    pub(crate) fn remove_params(&mut self, is_removed: impl Fn(ValueId) -> bool) {
        for block in self.block_ids() {
            let Some(mut terminator) = self.block_mut(block).terminator.take() else { continue };
            for target in terminator.targets_mut() {
                let params = &self.block(target.block).params;
                let mut kept = params.iter().map(|&param| !is_removed(param));
                target.args.retain(|_| kept.next().expect("verified: an argument for each parameter"));
            }
            self.block_mut(block).terminator = Some(terminator);
        }
        for block in self.block_ids().skip(1) {
            self.block_mut(block).params.retain(|&param| !is_removed(param));
            self.number_params(block);
        }
    }

    /// Says of each parameter of a block where it stands.
    pub(crate) fn number_params(&mut self, block: BlockId) {
        for (position, param) in (0u32..).zip(self.block(block).params.clone()) {
            self.values[param.index()].def = Def::Param(block, position);
        }
    }
}
