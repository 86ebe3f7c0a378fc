//! Programs made at random: those that should pass the check pass, and whatever passes runs without an internal error.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::any_instruction;
use proptest::prelude::*;
use ruint::aliases::U256;
use vm_zkfriendly::{
    check::check,
    emit::Emitter,
    environment::Environment,
    isa::{
        Arg, Back, Else, EnvField, Instruction, Label, Moves, Operand, Outer, Passed, Reg, Topics, TruncWidth, Width,
    },
    kind::Kind,
    message::Message,
    program::{Frame, Program, Role},
    storage::Storage,
    vm::{Limits, run},
};

const LIMITS: Limits = Limits { cycles: 2_000, cells: 1 << 18 };
const FRAME_SIZE: u16 = 64;

fn run_without_internal_error(program: Program) -> Result<(), TestCaseError> {
    if let Ok(program) = check(program) {
        let calldata = Message::call(&[0xa5; 100]);
        if let Err(error) = run(&program, &calldata, &Environment::default(), &Storage::new(), LIMITS) {
            prop_assert!(!error.is_internal(), "{}", error);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn random_instructions_are_checked_calmly(
        instructions in prop::collection::vec(any_instruction(), 1..24),
        block in prop::option::of(1_u32..24),
        size in 0_u16..10,
    ) {
        let mut frames = vec![Frame { start: Label(0), size, parameters: vec![], role: Role::Entry }];
        if let Some(start) = block {
            let outer = vec![(Reg::at(0), Kind::WORD)];
            frames.push(Frame { start: Label(start), size: 8, parameters: vec![Kind::WORD], role: Role::Block { outer } });
        }
        if let Ok(program) = Program::new(instructions, frames) {
            run_without_internal_error(program)?;
        }
    }

    #[test]
    fn well_made_programs_pass_and_run(choices in prop::collection::vec(any::<u32>(), 50..400)) {
        let program = Maker::new(choices).program();
        let text = vm_zkfriendly::asm::disassemble(&program);
        prop_assert!(check(program.clone()).is_ok(), "{:?}\n{}", check(program.clone()).err(), text);
        run_without_internal_error(program)?;
    }

    #[test]
    fn programs_with_one_instruction_replaced_run_or_are_refused(
        choices in prop::collection::vec(any::<u32>(), 50..400),
        at: prop::sample::Index,
        instruction in any_instruction(),
    ) {
        let program = Maker::new(choices).program();
        let mut instructions = program.instructions().to_vec();
        *at.get_mut(&mut instructions) = instruction;
        run_without_internal_error(Program::new(instructions, program.frames().to_vec()).unwrap())?;
    }

    #[test]
    fn programs_with_two_instructions_exchanged_run_or_are_refused(
        choices in prop::collection::vec(any::<u32>(), 50..400),
        one: prop::sample::Index,
        other: prop::sample::Index,
    ) {
        let program = Maker::new(choices).program();
        let mut instructions = program.instructions().to_vec();
        let (one, other) = (one.index(instructions.len()), other.index(instructions.len()));
        instructions.swap(one, other);
        run_without_internal_error(Program::new(instructions, program.frames().to_vec()).unwrap())?;
    }

    /// As if a compiler had confused two registers.
    #[test]
    fn programs_with_registers_renamed_in_one_row_run_or_are_refused(
        choices in prop::collection::vec(any::<u32>(), 50..400),
        at: prop::sample::Index,
        from: prop::sample::Index,
    ) {
        let program = Maker::new(choices).program();
        let mut instructions = program.instructions().to_vec();
        let source = instructions[from.index(instructions.len())];
        let target = at.get_mut(&mut instructions);
        *target = match (*target, source) {
            (Instruction::Add { width, rd, rs1, trap, .. }, Instruction::Lt { rd: other, .. }) => {
                Instruction::Add { width, rd, rs1, rs2: Operand::Reg(other), trap }
            }
            (Instruction::Mov { .. }, Instruction::Mov { moves }) => Instruction::Mov { moves },
            (Instruction::Arg { .. }, Instruction::Arg { moves }) => Instruction::Arg { moves },
            (_, other) => other,
        };
        run_without_internal_error(Program::new(instructions, program.frames().to_vec()).unwrap())?;
    }
}

/// A function as the maker plans it.
struct Plan {
    label: Option<Label>,
    parameters: Vec<Kind>,
    results: Vec<Kind>,
    blocks: Vec<Block>,
}

struct Block {
    label: Label,
    parameters: Vec<Kind>,
    outer: Vec<(Reg, Kind)>,
}

/// What surrounds the instruction being made.
struct Place<'a> {
    plans: &'a [Plan],
    plan: usize,
    /// Outer registers, and whether this is a block.
    outer: &'a [(Reg, Kind)],
    block: bool,
    trap: Label,
}

/// Turns a list of choices into a program that obeys the rules.
struct Maker {
    choices: std::vec::IntoIter<u32>,
    emitter: Emitter,
    known: Vec<(Reg, Kind)>,
    next: u16,
}

const KINDS: [Kind; 5] = [Kind::BOOL, Kind::Bits(8), Kind::Bits(64), Kind::WORD, Kind::Felt];

impl Maker {
    fn new(choices: Vec<u32>) -> Self {
        Self { choices: choices.into_iter(), emitter: Emitter::new(), known: vec![], next: 0 }
    }

    fn choose(&mut self, count: usize) -> usize {
        self.choices.next().unwrap_or(0) as usize % count
    }

    fn kinds(&mut self) -> Vec<Kind> {
        (0..self.choose(3)).map(|_| KINDS[self.choose(5)]).collect()
    }

    fn program(mut self) -> Program {
        let plans: Vec<Plan> = (0..=self.choose(3)).map(|index| self.plan(index == 0)).collect();
        for (index, plan) in plans.iter().enumerate() {
            match plan.label {
                None => self.emitter.entry(FRAME_SIZE),
                Some(label) => self.emitter.function(label, plan.parameters.clone(), plan.results.clone(), FRAME_SIZE),
            };
            let trap = self.emitter.new_label();
            self.start(if plan.label.is_some() { 2 } else { 0 }, &plan.parameters);
            if plan.label.is_none() {
                let first = self.define(Kind::WORD);
                self.emitter.input(first, 1);
            }
            self.body(&Place { plans: &plans, plan: index, outer: &[], block: false, trap });
            for block in &plan.blocks {
                self.emitter.block(block.label, block.parameters.clone(), block.outer.clone(), FRAME_SIZE);
                let trap = self.emitter.new_label();
                self.start(0, &block.parameters);
                self.body(&Place { plans: &plans, plan: index, outer: &block.outer, block: true, trap });
            }
        }
        self.emitter.finish().unwrap()
    }

    fn plan(&mut self, entry: bool) -> Plan {
        let (parameters, results) = if entry { (vec![], vec![]) } else { (self.kinds(), self.kinds()) };
        let first =
            if entry { Some((Reg::at(0), Kind::WORD)) } else { parameters.first().map(|kind| (Reg::at(2), *kind)) };
        let blocks = (0..self.choose(3))
            .map(|_| Block {
                label: self.emitter.new_label(),
                parameters: self.kinds(),
                outer: if self.choose(2) == 0 { vec![] } else { first.into_iter().collect() },
            })
            .collect();
        Plan { label: (!entry).then(|| self.emitter.new_label()), parameters, results, blocks }
    }

    fn start(&mut self, first: u16, parameters: &[Kind]) {
        self.known = (first..).map(Reg::at).zip(parameters.iter().copied()).collect();
        self.next = first + parameters.len() as u16;
    }

    fn define(&mut self, kind: Kind) -> Reg {
        let reg = Reg::at(self.next);
        self.next += 1;
        self.known.push((reg, kind));
        reg
    }

    /// A register that fits a kind, made if there is none.
    fn find(&mut self, kind: Kind) -> Reg {
        let fitting: Vec<Reg> = self.known.iter().filter(|(_, found)| found.fits(kind)).map(|(reg, _)| *reg).collect();
        if fitting.is_empty() || (self.next < 40 && self.choose(4) == 0) {
            let value = U256::from(self.choose(2));
            let reg = self.define(Kind::BOOL);
            self.emitter.const_(reg, value);
            return reg;
        }
        fitting[self.choose(fitting.len())]
    }

    fn body(&mut self, place: &Place<'_>) {
        for _ in 0..self.choose(12) {
            if self.next < 40 {
                self.statement(place);
            }
        }
        self.leave(place);
        self.emitter.bind(place.trap);
        let code = Reg::at(FRAME_SIZE - 1);
        self.emitter.const_(code, U256::from(0x11)).revert(code, 1, Some(0x4e48_7b71));
    }

    fn statement(&mut self, place: &Place<'_>) {
        let trap = (self.choose(2) == 0).then_some(place.trap);
        match self.choose(16) {
            0 => {
                let value = U256::from(self.choose(1 << 20)) << (8 * self.choose(30));
                let rd = self.define(Kind::of(value));
                self.emitter.const_(rd, value);
            }
            1 => {
                let (a, b) = (self.find(Kind::Bits(64)), self.find(Kind::Bits(64)));
                let width = Width::new(64).unwrap();
                let rd = self.define(Kind::Bits(64));
                match self.choose(3) {
                    0 => self.emitter.add(width, rd, a, b.into(), trap),
                    1 => self.emitter.sub(width, rd, a, b.into(), trap),
                    _ => self.emitter.mul(Width::new(64).unwrap(), rd, a, b.into(), trap),
                };
            }
            2 => {
                let (a, b) = (self.find(Kind::WORD), self.find(Kind::WORD));
                let rd = self.define(Kind::WORD);
                let other = Else(place.trap);
                match self.choose(10) {
                    5 => self.emitter.shl(rd, a, b.into()),
                    6 => self.emitter.sar(rd, a, U256::from(3).into()),
                    7 => self.emitter.sadd(rd, a, b.into(), other),
                    8 => self.emitter.sdiv(rd, a, b.into(), other),
                    9 => self.emitter.mulmod(rd, a, b, a, other),
                    0 => self.emitter.wadd(rd, a, b.into(), trap),
                    1 => self.emitter.wsub(rd, a, b.into(), trap),
                    2 => self.emitter.wmul(rd, a, b, trap),
                    3 => self.emitter.wdiv(rd, a, b, other),
                    _ => self.emitter.wmod(rd, a, b, other),
                };
            }
            3 => {
                let (a, b) = (self.find(Kind::WORD), self.find(Kind::WORD));
                let rd = self.define(Kind::BOOL);
                if self.choose(2) == 0 {
                    self.emitter.wlt(rd, a, b.into())
                } else {
                    self.emitter.eq(rd, a, b.into())
                };
            }
            4 if self.choose(2) == 0 => {
                let (a, b) = (self.find(Kind::Bits(64)), self.find(Kind::Bits(8)));
                let rd = self.define(Kind::Bits(64));
                match self.choose(3) {
                    0 => self.emitter.and(rd, a, b.into()),
                    1 => self.emitter.xor(rd, a, b.into()),
                    _ => self.emitter.shr(rd, a, b.into()),
                };
            }
            4 => {
                let a = self.find(Kind::Bits(8));
                let rd = self.define(Kind::BOOL);
                self.emitter.lt(Width::new(8).unwrap(), rd, a, 200.into());
            }
            5 => {
                let a = self.find(Kind::WORD);
                let bits = 8 * (1 + self.choose(31) as u16);
                let rd = self.define(Kind::Bits(bits));
                self.emitter.trunc(TruncWidth::new(bits).unwrap(), rd, a);
            }
            6 => {
                let (a, b) = (self.find(Kind::Felt), self.find(Kind::WORD));
                let (c, d) = (self.define(Kind::Felt), self.define(Kind::WORD));
                self.emitter.mov(Moves::new(&[(c, a), (d, b)]).unwrap());
            }
            7 => self.branches(),
            8 | 9 => self.call(place),
            13 if !place.outer.is_empty() => {
                let (source, kind) = place.outer[0];
                let rd = self.define(kind);
                self.emitter.outer(Moves::one(rd, Outer::at(source.offset())));
            }
            10 => {
                let key = if self.choose(2) == 0 { Kind::WORD } else { Kind::Felt };
                let (key, parent) = (self.find(key), self.find(Kind::Felt));
                let parent = if self.choose(2) == 0 { 7.into() } else { parent.into() };
                let rd = self.define(Kind::Felt);
                self.emitter.mapkey(rd, key, parent);
            }
            11 => {
                let (key, value) = (self.find(Kind::Felt), self.find(Kind::WORD));
                let key = if self.choose(2) == 0 { 1.into() } else { key.into() };
                if self.choose(2) == 0 {
                    self.emitter.sstore(key, value);
                } else {
                    let rd = self.define(Kind::WORD);
                    self.emitter.sload(rd, key);
                }
            }
            12 => {
                let topics = self.choose(5) as u8;
                let count = u16::from(topics) + self.choose(3) as u16;
                let words: Vec<Reg> = (0..count).map(|_| self.find(Kind::WORD)).collect();
                let first = Reg::at(self.next);
                for word in words {
                    let rd = self.define(Kind::WORD);
                    self.emitter.mov(Moves::one(rd, word));
                }
                if self.choose(2) == 0 {
                    self.emitter.log(first, Topics::new(topics).unwrap(), count - u16::from(topics));
                } else {
                    let rd = self.define(Kind::WORD);
                    self.emitter.keccak(rd, first, count);
                }
            }
            13 | 14 => {
                let field = EnvField::ALL[self.choose(EnvField::ALL.len())];
                let rd = self.define(field.kind());
                self.emitter.env(rd, field);
            }
            _ => {
                let rd = self.define(Kind::Bits(32));
                self.emitter.input(rd, 0);
            }
        }
    }

    /// A register defined on both sides of a branch, and one that is forgotten behind it.
    fn branches(&mut self) {
        let condition = self.find(Kind::BOOL);
        let (other, meet) = (self.emitter.new_label(), self.emitter.new_label());
        let (phi, local) = (Reg::at(self.next), Reg::at(self.next + 1));
        self.next += 2;
        self.emitter.jz(condition, other).input(local, 2).trunc(TruncWidth::new(64).unwrap(), phi, local).jump(meet);
        self.emitter.bind(other).const_(phi, U256::from(7)).bind(meet);
        self.known.push((phi, Kind::Bits(64)));
    }

    fn call(&mut self, place: &Place<'_>) {
        let target = &place.plans[self.choose(place.plans.len())];
        let Some(label) = target.label else { return };
        let sources: Vec<Reg> = target.parameters.iter().map(|kind| self.find(*kind)).collect();
        self.arguments(2, &sources);
        self.emitter.call(label, FRAME_SIZE);
        let count = target.results.len() as u16;
        for (index, kind) in (0..).zip(&target.results) {
            let rd = self.define(*kind);
            self.emitter.result(Moves::one(rd, Back::at(count - index)));
        }
    }

    fn arguments(&mut self, first: u16, sources: &[Reg]) {
        for (index, source) in (first..).zip(sources) {
            self.emitter.arg(Moves::one(Arg::at(index), *source));
        }
    }

    fn leave(&mut self, place: &Place<'_>) {
        let plan = &place.plans[place.plan];
        let choice = self.choose(4);
        if choice < 2 && !plan.blocks.is_empty() {
            let block = &plan.blocks[self.choose(plan.blocks.len())];
            if !place.block || block.outer.iter().all(|outer| place.outer.contains(outer)) {
                let sources: Vec<Reg> = block.parameters.iter().map(|kind| self.find(*kind)).collect();
                let passed = sources.len().min(self.choose(5));
                self.arguments(passed as u16, &sources[passed..]);
                match Passed::new(&sources[..passed]) {
                    Some(values) => self.emitter.pass(block.label, FRAME_SIZE, values),
                    None => self.emitter.enter(block.label, FRAME_SIZE),
                };
                return;
            }
        }
        if choice < 3 && plan.label.is_some() {
            let sources: Vec<Reg> = plan.results.iter().map(|kind| self.find(*kind)).collect();
            self.arguments(0, &sources);
            self.emitter.ret(sources.len() as u16);
            return;
        }
        let rs = self.find(Kind::WORD);
        self.emitter.return_(rs, 1);
    }
}
