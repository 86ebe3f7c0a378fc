//! Instructions that are several of the machine's, written out as IR.
//!
//! Post: no `checked_exp` and `wrapping_exp`, no `checked_neg` and `wrapping_neg`; no `checked_mul` of signed numbers of more than
//! [`PRODUCT_BITS_MAX`] bits; no `storage_place`: the place of a variable is a constant, its key. With a constant exponent a power is a
//! chain of products in place; else it becomes a call of a function that squares and multiplies. Each place in the source has a
//! function of its own, so that costs are charged to where they arise.

use std::collections::VecDeque;

use ruint::aliases::U256;

use super::signed::PRODUCT_BITS_MAX;
use super::state::variable_key;
use crate::ir::abi::PANIC_OVERFLOW;
use crate::ir::{
    BlockId, FuncId, Function, FunctionBuilder, InstId, Module, Op, Span, Target, Terminator, Type, ValueId,
};

/// The same module with those instructions written out.
pub(super) fn expand(module: &Module) -> Module {
    let mut module = module.clone();
    let mut helpers = Vec::new();
    let mut pending: VecDeque<FuncId> = module.functions().map(|(id, _)| id).collect();
    // What is written out may have products that are written out in turn.
    while let Some(id) = pending.pop_front() {
        for (block, inst) in instructions(module.function(id)) {
            let function = module.function(id);
            let data = function.inst(inst).clone();
            let types: Vec<Type> = data.args.iter().map(|&arg| function.ty(arg)).collect();
            let exponent = data.args.get(1).and_then(|&exponent| function.constant(exponent));
            let body = match data.op {
                Op::StoragePlace(variable) => {
                    let key = variable_key(module.var(variable));
                    module.function_mut(id).inst_mut(inst).op = Op::Const(key);
                    continue;
                }
                Op::CheckedNeg => {
                    write_difference(module.function_mut(id), block, inst, Op::CheckedSub);
                    continue;
                }
                Op::WrappingNeg => {
                    write_difference(module.function_mut(id), block, inst, Op::WrappingSub);
                    continue;
                }
                Op::CheckedMul if is_wide_and_signed(types[0]) => Body::SignedProduct,
                Op::CheckedExp => Body::Power(Op::CheckedMul),
                Op::WrappingExp => Body::Power(Op::WrappingMul),
                _ => continue,
            };
            match (body, exponent) {
                (Body::Power(multiply), Some(exponent)) => {
                    write_products(module.function_mut(id), block, inst, multiply, exponent);
                    if multiply == Op::CheckedMul && is_wide_and_signed(types[0]) {
                        pending.push_back(id);
                    }
                }
                (body, _) => {
                    let before = helpers.len();
                    let helper = helper(&mut module, &mut helpers, data.op, body, &types, data.span);
                    module.function_mut(id).inst_mut(inst).op = Op::Call(helper);
                    pending.extend((helpers.len() > before).then_some(helper));
                }
            }
        }
    }
    module
}

/// What a function is made for.
#[derive(Clone, Copy)]
enum Body {
    /// By products of this kind.
    Power(Op),
    SignedProduct,
}

fn is_wide_and_signed(ty: Type) -> bool {
    matches!(ty, Type::Int(bits) if bits > PRODUCT_BITS_MAX)
}

/// `-a` is `0 - a`.
fn write_difference(function: &mut Function, block: BlockId, inst: InstId, subtract: Op) {
    let data = function.inst(inst).clone();
    let ty = function.ty(data.args[0]);
    let new = function.append(block, Op::Const(U256::ZERO), Vec::new(), &[ty], data.span);
    let zero = function.inst(new).results[0];
    let insts = &mut function.block_mut(block).insts;
    insts.pop();
    let position = insts.iter().position(|&other| other == inst).expect("the block holds the instruction");
    insts.insert(position, new);
    let inst = function.inst_mut(inst);
    inst.op = subtract;
    inst.args = vec![zero, data.args[0]];
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

fn helper(module: &mut Module, helpers: &mut Vec<Helper>, op: Op, body: Body, types: &[Type], span: Span) -> FuncId {
    let is_same = |helper: &&Helper| helper.op == op && helper.types == types && helper.span == span;
    if let Some(helper) = helpers.iter().find(is_same) {
        return helper.function;
    }
    let function = module.declare_function(op.mnemonic(), types, &types[..1], span);
    let builder = FunctionBuilder::new(module, function);
    match body {
        Body::Power(multiply) => write_power(builder, multiply, types[0], types[1]),
        Body::SignedProduct => write_signed_product(builder, types[0]),
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

/// The product `r`, wrapped, of `a` and `b` is theirs iff `a = 0` or `r / a = b`: a multiple of `2^N` between the two would be smaller
/// than `a`. The quotient itself overflows if `a = -1` and `b` is the least number, which is when the product does.
fn write_signed_product(mut b: FunctionBuilder<'_>, ty: Type) {
    let [x, y] = b.params()[..] else { unreachable!("a product has two factors") };
    let [nothing, product, fits, overflows] = [(); 4].map(|()| b.create_block(&[]));
    let zero = b.constant(ty, U256::ZERO);
    let is_zero = b.ins(Op::Eq, &[x, zero]);
    b.branch(is_zero, nothing, product);
    b.switch_to(nothing);
    b.terminate(Terminator::Return(vec![zero]));
    b.switch_to(product);
    let wrapped = b.ins(Op::WrappingMul, &[x, y]);
    let quotient = b.ins(Op::CheckedDiv, &[wrapped, x]);
    let is_same = b.ins(Op::Eq, &[quotient, y]);
    b.branch(is_same, fits, overflows);
    b.switch_to(fits);
    b.terminate(Terminator::Return(vec![wrapped]));
    b.switch_to(overflows);
    b.terminate(Terminator::Panic(PANIC_OVERFLOW));
    b.finish();
}
