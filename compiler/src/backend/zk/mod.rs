//! ZK programs from IR: an SSA value is a register that is written once.
//!
//! [`compile`] takes the *abstract* phase as it is. The machine (`docs/decisions/0001-zk-machine.md`) has frames of cells that
//! are defined at most once, so the shape of SSA survives:
//! * `expand` writes out what needs a loop (`**`) or several comparisons (wide signed products), as IR, and gives state variables their
//!   keys;
//! * `inline` puts the bodies of functions that are called once in the place of the call;
//! * `variables` makes values of transient variables, and of immutable ones while the contract is created;
//! * `values` finds values that are one and the same, and those that nothing needs;
//! * `frames` cuts each function at its loops and says how values get from one frame into another;
//! * `lower` gives out registers and chooses instructions, with `arithmetic`, `signed`, `message` (calldata, output), `state`
//!   (storage, events, hashes) and `flow` (edges, terminators);
//! * `code` puts frames in order and fills in sizes.
//!
//! Values lie in registers as clean words. A type of at most 128 bits has the kind of its width, all others are words; a place
//! in storage is its key.
//! A checked operation traps to a panic at the end of its frame, shared by all that panic alike.
//! What the machine has no instructions for is refused by name: [`Refusal`].

mod arithmetic;
mod code;
mod expand;
mod flow;
mod frames;
mod inline;
mod lower;
mod message;
mod refusal;
mod signed;
mod state;
mod values;
mod variables;

pub use refusal::{Missing, Refusal};
use vm_zkfriendly::check::check;
use vm_zkfriendly::program::{INSTRUCTIONS_MAX, Object, Program};

use crate::ir::{Module, ObjectId, Span, StateVar, VarKind};

pub use vm_zkfriendly::isa::FRAME_CELLS_MAX;
/// A contract's ZK programs, with their sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// The programs.
    pub object: Object,
    /// The source of each instruction of the constructor, by pc.
    pub deploy_spans: Vec<Span>,
    /// The source of each instruction of the functions, by pc.
    pub runtime_spans: Vec<Span>,
}

/// Compiles a verified module of the abstract phase that has one deploy object and, in it, one runtime object.
pub fn compile(module: &Module) -> Result<Compiled, Vec<Refusal>> {
    let (deploy, runtime) = objects(module).map_err(|refusal| vec![refusal])?;
    let expanded = expand::expand(module);
    let compiled = objects_of(&inline::inline(&expanded), deploy, runtime);
    match compiled {
        // Functions that are too large together may fit one by one.
        Err(refusals) if refusals.iter().any(|refusal| matches!(refusal, Refusal::FrameTooLarge { .. })) => {
            objects_of(&expanded, deploy, runtime)
        }
        compiled => compiled,
    }
}

fn objects_of(module: &Module, deploy: ObjectId, runtime: ObjectId) -> Result<Compiled, Vec<Refusal>> {
    let deploy = object(module, deploy);
    let runtime = object(module, runtime);
    match (deploy, runtime) {
        (Ok((deploy, deploy_spans)), Ok((runtime, runtime_spans))) => {
            Ok(Compiled { object: Object { deploy, runtime }, deploy_spans, runtime_spans })
        }
        (deploy, runtime) => {
            let mut refusals = deploy.err().unwrap_or_default();
            for refusal in runtime.err().unwrap_or_default() {
                // A function that both objects reach is refused once.
                if !refusals.contains(&refusal) {
                    refusals.push(refusal);
                }
            }
            Err(refusals)
        }
    }
}

fn objects(module: &Module) -> Result<(ObjectId, ObjectId), Refusal> {
    let objects: Vec<_> = module.objects().map(|(id, object)| (id, object.parent)).collect();
    match objects[..] {
        [(deploy, None), (runtime, Some(parent))] if parent == deploy => Ok((deploy, runtime)),
        _ => {
            let names = module.objects().map(|(_, object)| object.name.as_str()).collect::<Vec<_>>().join(", ");
            Err(Refusal::Objects { module: module.name.clone(), objects: names })
        }
    }
}

fn object(module: &Module, id: ObjectId) -> Result<(Program, Vec<Span>), Vec<Refusal>> {
    let is_storage = |var: &StateVar| var.kind == VarKind::Storage;
    let passed_on;
    let module = if module.vars().iter().all(is_storage) {
        module
    } else {
        passed_on = variables::pass_on(module, id);
        &passed_on
    };
    let code = lower::object(module, id)?;
    let object = module.object(id);
    let (program, spans) = code.assemble().map_err(|instructions| {
        let span = module.function(object.entry).span;
        vec![Refusal::ProgramTooLong { object: object.name.clone(), instructions, limit: INSTRUCTIONS_MAX, span }]
    })?;
    if cfg!(debug_assertions)
        && let Err(error) = check(program.clone())
    {
        panic!(
            "the back end emits programs that pass the check, object {}: {error}\n{}",
            object.name,
            vm_zkfriendly::asm::disassemble(&program)
        );
    }
    Ok((program, spans))
}
