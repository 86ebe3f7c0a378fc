//! One type in a process of its own, so that its memory and time are its own, and its crash too.
//!
//! The parent writes one line of JSON, a [`Job`], and keeps the pipe open; the child answers with lines of JSON, [`Line`]s,
//! the last of which is a report or a failure. A child whose pipe closes has lost its parent and ends.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::abi_args;
use crate::exit::{Exit, Failure};
use crate::front::SourceLines;
use crate::interrupt;
use crate::measure::{self, Elapsed, Phase, Times};
use crate::scenario::{Plan, PlannedCall};
use crate::types::{
    Account, DEFAULT_SENDER, GAS_LIMIT, Genesis, Measurement, Progress, Proving, Receipt, Transaction, Type, Verdict,
    other_storage,
};

/// Name of the hidden subcommand.
pub const SUBCOMMAND: &str = "run-type";

/// What a child is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The type.
    pub ty: Type,
    /// What to run.
    pub plan: Plan,
    /// How far to go.
    pub proving: Proving,
}

/// What a child says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Where it is: the measured call's number, if any.
    Progress(Option<usize>, Progress),
    /// It is done.
    Report(Box<Report>),
    /// It can't.
    Failed(Failure),
}

/// What a type did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Time to compile.
    pub compile: Elapsed,
    /// The source of the code.
    pub lines: SourceLines,
    /// The deployment.
    pub deployment: Receipt,
    /// The set-up calls, up to the first that couldn't run.
    pub setup: Vec<Ran>,
    /// The measured calls; as many as planned, unless the deployment failed or a set-up call couldn't run.
    pub calls: Vec<Measured>,
}

/// A transaction that ran, or why it couldn't.
pub type Ran = Result<Receipt, Verdict>;

/// A measured call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// It ran.
    Ran(Box<Measurement>),
    /// It couldn't, and the reason is a verdict.
    Refused(Verdict),
}

/// Why a child gave no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// It said why.
    Failed(Failure),
    /// It ended without a report.
    Crashed(String),
    /// Somebody pressed Ctrl-C.
    Interrupted,
}

/// Runs a job in a child process; `progress` is told where it is.
pub fn spawn(job: &Job, progress: &mut dyn FnMut(Option<usize>, Progress)) -> Result<Report, Lost> {
    let machine =
        |what: &str, error: &dyn std::fmt::Display| Lost::Failed(Failure::environment(format!("{what}: {error}")));
    let program = std::env::current_exe().map_err(|error| machine("can't find the program itself", &error))?;
    let mut child = Command::new(program)
        .args([SUBCOMMAND])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| machine("can't start a process", &error))?;
    let mut input = child.stdin.take().expect("stdin is piped");
    let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let mut errors = child.stderr.take().expect("stderr is piped");
    let errors = std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = errors.by_ref().take(1 << 20).read_to_end(&mut text);
        let _ = io::copy(&mut errors, &mut io::sink());
        String::from_utf8_lossy(&text).into_owned()
    });

    let mut line = serde_json::to_vec(job).expect("a job is data");
    line.push(b'\n');
    // a child that died early is explained by its status below
    let _ = input.write_all(&line).and_then(|()| input.flush());

    let mut result = None;
    for line in output.lines() {
        let Ok(line) = line else { break };
        match serde_json::from_str(&line) {
            Ok(Line::Progress(call, what)) => progress(call, what),
            Ok(Line::Report(report)) => result = Some(Ok(*report)),
            Ok(Line::Failed(failure)) => result = Some(Err(Lost::Failed(failure))),
            Err(_) => {} // not ours; the status tells
        }
    }
    let status = child.wait().map_err(|error| machine("can't wait for the process", &error))?;
    drop(input);
    let errors = errors.join().unwrap_or_default();
    if interrupt::was_interrupted(status) {
        return Err(Lost::Interrupted);
    }
    result.unwrap_or_else(|| {
        let last: Vec<&str> = errors.lines().rev().filter(|line| !line.trim().is_empty()).take(3).collect();
        let last: Vec<&str> = last.into_iter().rev().collect();
        Err(Lost::Crashed(format!("the process ended without a report ({status}): {}", last.join("; "))))
    })
}

/// The hidden subcommand: reads a job from stdin and answers on stdout.
pub fn serve() -> Result<Exit, Failure> {
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::environment(format!("can't read the job: {error}")))?;
    let job: Job =
        serde_json::from_str(&line).map_err(|error| Failure::usage(format!("stdin holds no job: {error}")))?;
    std::thread::spawn(|| {
        // nothing else is ever written to this pipe; its end is the parent's end
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        interrupt::end();
    });
    let say = |line: Line| {
        let mut text = serde_json::to_vec(&line).expect("a line is data");
        text.push(b'\n');
        let mut out = io::stdout().lock();
        // a parent that is gone is noticed by the thread above
        let _ = out.write_all(&text).and_then(|()| out.flush());
    };
    let line = match run(&job, &mut |call, progress| say(Line::Progress(call, progress))) {
        Ok(report) => Line::Report(Box::new(report)),
        Err(failure) => Line::Failed(failure),
    };
    say(line);
    Ok(Exit::Ok)
}

/// Runs a job in this process.
pub fn run(job: &Job, progress: &mut dyn FnMut(Option<usize>, Progress)) -> Result<Report, Failure> {
    let Job { ty, plan, proving } = job;
    progress(None, Progress::Phase(Phase::Compile));
    let (code, compile) = measure::timed(|| ty.code(plan.front()?.contract(Some(&plan.contract))?));
    let code = code?;

    progress(None, Progress::Phase(Phase::Setup));
    let mut machine = ty.machine()?;
    machine.reset(genesis(plan))?;
    let constructor = abi_args::parse_bytes(&plan.constructor).expect("a plan holds hexadecimal");
    let deployment = machine.transact(&Transaction {
        to: None,
        data: [code.creation, constructor].concat().into(),
        value: alloy_primitives::U256::ZERO,
        from: DEFAULT_SENDER,
        origin: None,
        gas_limit: GAS_LIMIT,
    })?;
    let mut report = Report { compile, lines: code.lines, deployment, setup: Vec::new(), calls: Vec::new() };
    let Some(contract) = report.deployment.created.clone() else { return Ok(report) };
    let contract = abi_args::parse_address(&contract).expect("a receipt holds an address");
    let transaction = |call: &PlannedCall| Transaction {
        to: Some(contract),
        data: abi_args::parse_bytes(&call.calldata).expect("a plan holds hexadecimal").into(),
        value: call.value,
        from: call.sender,
        origin: None,
        gas_limit: GAS_LIMIT,
    };
    for call in &plan.setup {
        let ran = machine.transact(&transaction(call)).map_err(Verdict::from);
        let is_state = ran.is_ok();
        report.setup.push(ran);
        if !is_state {
            return Ok(report); // without the state that it prepares, no call says anything
        }
    }
    for (index, call) in plan.calls.iter().enumerate() {
        let measured = machine.measure(&transaction(call), *proving, &mut |what| progress(Some(index), what));
        report.calls.push(match measured {
            Ok(measurement) => {
                let times = Times { compile: Some(compile), ..measurement.times };
                Measured::Ran(Box::new(Measurement { times, ..measurement }))
            }
            Err(error) => Measured::Refused(error.into()),
        });
    }
    Ok(report)
}

/// Everybody who sends anything has 2¹²⁸ wei; others have storage.
fn genesis(plan: &Plan) -> Genesis {
    let mut senders = vec![DEFAULT_SENDER];
    for call in plan.setup.iter().chain(&plan.calls) {
        if !senders.contains(&call.sender) {
            senders.push(call.sender);
        }
    }
    let rich = Account { balance: alloy_primitives::U256::ONE << 128, nonce: 0 };
    let accounts = senders.into_iter().map(|sender| (sender, rich.clone())).collect();
    Genesis { accounts, others: other_storage(), ..Genesis::default() }
}
