//! Instructions that are several of the machine's, written out as IR.
//!
//! Post: no `checked_exp` and `wrapping_exp` of unsigned type, no `addmod`; no `storage_place`: the place of a variable is a constant,
//! its key. With a constant exponent a power is a chain of
//! products in place; else it becomes a call of a function that squares and multiplies. Each place in the source has a
//! function of its own, so that costs are charged to where they arise.

use ruint::aliases::U256;

use super::state::variable_key;
use crate::ir::{
    BlockId, FuncId, Function, FunctionBuilder, InstId, Module, Op, Span, Target, Terminator, Type, ValueId,
};

/// The same module with those instructions written out.
pub(super) fn expand(module: &Module) -> Module {
    let mut module = module.clone();
    let mut helpers = Vec::new();
    let functions: Vec<FuncId> = module.functions().map(|(id, _)| id).collect();
    for id in functions {
        for (block, inst) in instructions(module.function(id)) {
            let function = module.function(id);
            let data = function.inst(inst).clone();
            let types: Vec<Type> = data.args.iter().map(|&arg| function.ty(arg)).collect();
            let multiply = match (data.op, types.first()) {
                (Op::StoragePlace(variable), _) => {
                    let key = variable_key(module.var(variable));
                    module.function_mut(id).inst_mut(inst).op = Op::Const(key);
                    continue;
                }
                (Op::AddMod, _) => None,
                (Op::CheckedExp, Some(Type::Uint(_))) => Some(Op::CheckedMul),
                (Op::WrappingExp, Some(Type::Uint(_))) => Some(Op::WrappingMul),
                _ => continue,
            };
            let exponent = data.args.get(1).and_then(|&exponent| function.constant(exponent));
            match (multiply, exponent) {
                (Some(multiply), Some(exponent)) => {
                    write_products(module.function_mut(id), block, inst, multiply, exponent);
                }
                (multiply, _) => {
                    let helper = helper(&mut module, &mut helpers, data.op, multiply, &types, data.span);
                    module.function_mut(id).inst_mut(inst).op = Op::Call(helper);
                }
            }
        }
    }
    module
}

fn instructions(function: &Function) -> Vec<(BlockId, InstId)> {
    let in_block = |block: BlockId| function.block(block).insts.iter().map(move |&inst| (block, inst));
    function.block_ids().flat_map(in_block).collect()
}

/// The products whose last one is `base^exponent`, exponent ≥ 2: by number, 0 the base, then each product.
///
/// The base is squared only while the exponent left is above 1, so a product overflows only if the power does.
fn products(exponent: U256) -> Vec<(usize, usize)> {
    let (mut products, mut base, mut power, mut left) = (Vec::new(), 0, None, exponent);
    while left > U256::ONE {
        if left.bit(0) {
            power = Some(power.map_or(base, |power| {
                products.push((power, base));
                products.len()
            }));
        }
        products.push((base, base));
        base = products.len();
        left >>= 1;
    }
    if let Some(power) = power {
        products.push((power, base));
    }
    products
}

fn write_products(function: &mut Function, block: BlockId, inst: InstId, multiply: Op, exponent: U256) {
    let data = function.inst(inst).clone();
    let base = data.args[0];
    let ty = function.ty(base);
    let products = products(exponent);
    let (op, args) = match products.split_last() {
        None if exponent.is_zero() => (Op::Const(U256::ONE), Vec::new()),
        None => (Op::Extend, vec![base]),
        Some((&last, before)) => {
            let mut values: Vec<ValueId> = vec![base];
            for &(a, b) in before {
                let new = function.append(block, multiply, vec![values[a], values[b]], &[ty], data.span);
                values.push(function.inst(new).results[0]);
            }
            let insts = &mut function.block_mut(block).insts;
            let new = insts.split_off(insts.len() - before.len());
            let position = insts.iter().position(|&other| other == inst).expect("the block holds the instruction");
            insts.splice(position..position, new);
            (multiply, vec![values[last.0], values[last.1]])
        }
    };
    let inst = function.inst_mut(inst);
    inst.op = op;
    inst.args = args;
}

struct Helper {
    op: Op,
    types: Vec<Type>,
    span: Span,
    function: FuncId,
}

fn helper(
    module: &mut Module,
    helpers: &mut Vec<Helper>,
    op: Op,
    multiply: Option<Op>,
    types: &[Type],
    span: Span,
) -> FuncId {
    let is_same = |helper: &&Helper| helper.op == op && helper.types == types && helper.span == span;
    if let Some(helper) = helpers.iter().find(is_same) {
        return helper.function;
    }
    let function = module.declare_function(op.mnemonic(), types, &types[..1], span);
    let builder = FunctionBuilder::new(module, function);
    match multiply {
        Some(multiply) => write_power(builder, multiply, types[0], types[1]),
        None => write_addmod(builder),
    }
    helpers.push(Helper { op, types: types.to_vec(), span, function });
    function
}

/// `base ** exponent` by squaring, under the rule of [`products`].
fn write_power(mut b: FunctionBuilder<'_>, multiply: Op, ty: Type, exponent_ty: Type) {
    let [base, exponent] = b.params()[..] else { unreachable!("a power has a base and an exponent") };
    let head = b.create_block(&[ty, exponent_ty, ty]);
    let [halve, grow, end, last, done] = [(); 5].map(|()| b.create_block(&[]));
    let square = b.create_block(&[ty]);
    let power = b.constant(ty, U256::ONE);
    let one = b.constant(exponent_ty, U256::ONE);
    let two = b.constant(exponent_ty, U256::from(2));
    b.jump(head, &[base, exponent, power]);

    b.switch_to(head);
    let [base, exponent, power] = b.block_params(head)[..] else { unreachable!("created with three parameters") };
    let goes_on = b.ins(Op::Gt, &[exponent, one]);
    b.branch(goes_on, halve, end);

    b.switch_to(halve);
    let half = b.ins(Op::WrappingDiv, &[exponent, two]);
    let even = b.ins(Op::WrappingAdd, &[half, half]);
    let is_odd = b.ins(Op::Ne, &[exponent, even]);
    let then = Target { block: grow, args: Vec::new() };
    let otherwise = Target { block: square, args: vec![power] };
    b.terminate(Terminator::Branch { condition: is_odd, then, otherwise });

    b.switch_to(grow);
    let grown = b.ins(multiply, &[power, base]);
    b.jump(square, &[grown]);

    b.switch_to(square);
    let next = b.block_params(square)[0];
    let squared = b.ins(multiply, &[base, base]);
    b.jump(head, &[squared, half, next]);

    b.switch_to(end);
    let is_one = b.ins(Op::Eq, &[exponent, one]);
    b.branch(is_one, last, done);
    b.switch_to(last);
    let result = b.ins(multiply, &[power, base]);
    b.terminate(Terminator::Return(vec![result]));
    b.switch_to(done);
    b.terminate(Terminator::Return(vec![power]));
    b.finish();
}

/// With `x = a mod m` and `y = b mod m`: `x + y` is at least `m` iff `x ≥ m - y`.
fn write_addmod(mut b: FunctionBuilder<'_>) {
    let [x, y, modulus] = b.params()[..] else { unreachable!("`addmod` has three operands") };
    let x = b.ins(Op::Mod, &[x, modulus]);
    let y = b.ins(Op::Mod, &[y, modulus]);
    let room = b.ins(Op::WrappingSub, &[modulus, y]);
    let is_over = b.ins(Op::Ge, &[x, room]);
    let [over, under] = [(); 2].map(|()| b.create_block(&[]));
    b.branch(is_over, over, under);
    b.switch_to(over);
    let result = b.ins(Op::WrappingSub, &[x, room]);
    b.terminate(Terminator::Return(vec![result]));
    b.switch_to(under);
    let result = b.ins(Op::WrappingAdd, &[x, y]);
    b.terminate(Terminator::Return(vec![result]));
    b.finish();
}
