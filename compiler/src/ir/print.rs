//! The text form, written. [`super::parse`] reads it; its grammar stands there.

use std::collections::HashMap;
use std::fmt;

use super::function::{Function, Payload, Span, Target, Terminator, ValueId};
use super::instruction::Op;
use super::module::Module;

impl fmt::Display for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "module {}", self.name)?;
        if !self.vars().is_empty() {
            writeln!(f)?;
        }
        for var in self.vars() {
            writeln!(f, "{} ${}: {}", var.kind.keyword(), var.name, self.storage_type_name(var.ty))?;
        }
        writeln!(f)?;
        for (_, object) in self.objects() {
            write!(f, "object {}", object.name)?;
            if let Some(parent) = object.parent {
                write!(f, " in {}", self.object(parent).name)?;
            }
            writeln!(f, " = @{}", self.function(object.entry).name)?;
        }
        for (_, function) in self.functions() {
            writeln!(f)?;
            FunctionPrinter::new(self, function).function(f)?;
        }
        Ok(())
    }
}

/// One function in text; values are numbered in the order of their definitions in the text.
pub(super) struct FunctionPrinter<'m> {
    module: &'m Module,
    function: &'m Function,
    names: HashMap<ValueId, usize>,
}

impl<'m> FunctionPrinter<'m> {
    pub(super) fn new(module: &'m Module, function: &'m Function) -> Self {
        let mut names = HashMap::new();
        for block in function.block_ids() {
            let data = function.block(block);
            let results = data.insts.iter().flat_map(|&inst| &function.inst(inst).results);
            for &value in data.params.iter().chain(results) {
                names.insert(value, names.len());
            }
        }
        Self { module, function, names }
    }

    fn function(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { module, function, .. } = self;
        let types =
            |types: &[super::types::Type]| types.iter().map(|&ty| module.type_name(ty)).collect::<Vec<_>>().join(", ");
        write!(f, "func @{}({}) -> ({})", function.name, types(&function.params), types(&function.results))?;
        self.span(f, function.span)?;
        writeln!(f, " {{")?;
        for block in function.block_ids() {
            let data = function.block(block);
            write!(f, "{block}")?;
            if !data.params.is_empty() {
                write!(f, "({})", self.definitions(&data.params))?;
            }
            writeln!(f, ":")?;
            for &inst in &data.insts {
                let inst = function.inst(inst);
                write!(f, "  ")?;
                if !inst.results.is_empty() {
                    write!(f, "{} = ", self.definitions(&inst.results))?;
                }
                self.op(f, inst.op)?;
                if !inst.args.is_empty() {
                    write!(f, " {}", self.values(&inst.args))?;
                }
                self.span(f, inst.span)?;
                writeln!(f)?;
            }
            if let Some(terminator) = &data.terminator {
                write!(f, "  ")?;
                self.terminator(f, terminator)?;
                self.span(f, data.terminator_span)?;
                writeln!(f)?;
            }
        }
        writeln!(f, "}}")
    }

    fn op(&self, f: &mut fmt::Formatter<'_>, op: Op) -> fmt::Result {
        match op {
            Op::Evm(op) => write!(f, "evm.{}", op.mnemonic()),
            Op::Const(number) if number.bit_len() > 32 => write!(f, "const[{number:#x}]"),
            Op::Const(number) => write!(f, "const[{number}]"),
            Op::StoragePlace(var)
            | Op::Tload(var)
            | Op::Tstore(var)
            | Op::LoadImmutable(var)
            | Op::SetImmutable(var) => write!(f, "{}[${}]", op.mnemonic(), self.module.var(var).name),
            Op::Call(callee) => write!(f, "call[@{}]", self.module.function(callee).name),
            Op::Log(topics) => write!(f, "log[{topics}]"),
            _ => f.write_str(op.mnemonic()),
        }
    }

    fn terminator(&self, f: &mut fmt::Formatter<'_>, terminator: &Terminator) -> fmt::Result {
        let with_values = |name: &str, values: &[ValueId]| {
            if values.is_empty() { name.to_owned() } else { format!("{name} {}", self.values(values)) }
        };
        match terminator {
            Terminator::Jump(target) => write!(f, "jump {}", self.target(target)),
            Terminator::Branch { condition, then, otherwise } => {
                write!(f, "branch {}, {}, {}", self.value(*condition), self.target(then), self.target(otherwise))
            }
            Terminator::Switch { scrutinee, cases, default } => {
                let cases: Vec<_> =
                    cases.iter().map(|case| format!("{:#x}: {}", case.value, self.target(&case.target))).collect();
                let (scrutinee, default) = (self.value(*scrutinee), self.target(default));
                write!(f, "switch {scrutinee} [{}] else {default}", cases.join(", "))
            }
            Terminator::Return(values) => f.write_str(&with_values("return", values)),
            Terminator::ReturnAbi(values) => f.write_str(&with_values("return_abi", values)),
            Terminator::ReturnCode(object) => write!(f, "return_code {}", self.module.object(*object).name),
            Terminator::RevertEmpty => f.write_str("revert"),
            Terminator::RevertError { selector, payload } => {
                let items: Vec<_> = payload
                    .iter()
                    .map(|item| match item {
                        Payload::Value(value) => self.value(*value),
                        Payload::Text(bytes) => format!("\"{}\"", bytes.escape_ascii()),
                    })
                    .collect();
                write!(
                    f,
                    "revert_error[{selector:#010x}]{}{}",
                    if items.is_empty() { "" } else { " " },
                    items.join(", ")
                )
            }
            Terminator::Panic(code) => write!(f, "panic[{code:#04x}]"),
            Terminator::EvmStop => f.write_str("evm.stop"),
            Terminator::EvmReturn(offset, size) => f.write_str(&with_values("evm.return", &[*offset, *size])),
            Terminator::EvmRevert(offset, size) => f.write_str(&with_values("evm.revert", &[*offset, *size])),
            Terminator::EvmInvalid => f.write_str("evm.invalid"),
        }
    }

    fn target(&self, target: &Target) -> String {
        if target.args.is_empty() {
            target.block.to_string()
        } else {
            format!("{}({})", target.block, self.values(&target.args))
        }
    }

    fn values(&self, values: &[ValueId]) -> String {
        values.iter().map(|&value| self.value(value)).collect::<Vec<_>>().join(", ")
    }

    /// A value that no instruction in the layout defines (a verifier's matter) shows its id.
    pub(super) fn value(&self, value: ValueId) -> String {
        match self.names.get(&value) {
            Some(name) => format!("v{name}"),
            None => format!("undefined_{value}"),
        }
    }

    fn definitions(&self, values: &[ValueId]) -> String {
        let define =
            |&value: &ValueId| format!("{}: {}", self.value(value), self.module.type_name(self.function.ty(value)));
        values.iter().map(define).collect::<Vec<_>>().join(", ")
    }

    fn span(&self, f: &mut fmt::Formatter<'_>, span: Span) -> fmt::Result {
        if span == Span::default() { Ok(()) } else { write!(f, " !{}:{}-{}", span.file.0, span.start, span.end) }
    }
}
