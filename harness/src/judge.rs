//! Whether what the types did is what was expected, and the same.

use crate::child::{Lost, Measured, Report};
use crate::exit::{Exit, Failure};
use crate::front::SourceLines;
use crate::scenario::{Expected, PlannedCall, Scenario};
use crate::types::{Measurement, Receipt, Type, Verdict};

/// What became of a type, or of one call on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Ran, met the expectation, agreed with the other types, and the proof verified.
    Success,
    /// Ran by the type's own rules, which end otherwise than Ethereum's.
    Diverges,
    /// The type can't do it yet.
    Unsupported,
    /// Too large for the type.
    OverCapacity,
    /// Not what was expected, not what the other types did, or a proof that doesn't verify.
    Mismatch,
    /// The process died.
    Crashed,
}

impl Outcome {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Diverges => "diverges",
            Self::Unsupported => "unsupported",
            Self::OverCapacity => "over_capacity",
            Self::Mismatch => "mismatch",
            Self::Crashed => "crashed",
        }
    }

    /// The exit code it asks for.
    #[must_use]
    pub const fn exit(self) -> Exit {
        match self {
            Self::Success | Self::Diverges => Exit::Ok,
            Self::Unsupported => Exit::Unsupported,
            Self::OverCapacity => Exit::OverCapacity,
            Self::Mismatch => Exit::Failed,
            Self::Crashed => Exit::Bug,
        }
    }
}

/// An outcome, and why it is not a success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The outcome.
    pub outcome: Outcome,
    /// Why.
    pub reason: Option<String>,
}

impl Judgement {
    const SUCCESS: Self = Self { outcome: Outcome::Success, reason: None };

    fn new(outcome: Outcome, reason: impl Into<String>) -> Self {
        Self { outcome, reason: Some(reason.into()) }
    }

    /// What a failure means for every type that didn't come to run, if it says anything about them.
    #[must_use]
    pub fn of_failure(failure: &Failure) -> Option<Self> {
        let outcome = match failure.exit {
            Exit::Unsupported => Outcome::Unsupported,
            Exit::OverCapacity => Outcome::OverCapacity,
            Exit::Ok | Exit::Failed | Exit::Usage | Exit::Environment | Exit::Bug => return None,
        };
        Some(Self::new(outcome, failure.plain()))
    }

    fn mismatch(reason: impl Into<String>) -> Self {
        Self::new(Outcome::Mismatch, reason)
    }

    /// The worse of two; of equals the first.
    fn and(self, other: Self) -> Self {
        if other.outcome > self.outcome { other } else { self }
    }
}

/// One type, judged.
#[derive(Clone, Debug)]
pub struct JudgedType {
    /// The type.
    pub ty: Type,
    /// The worst of all that follows.
    pub judgement: Judgement,
    /// The deployment, if the type came so far.
    pub deployment: Option<Receipt>,
    /// The source of its code.
    pub lines: SourceLines,
    /// Each measured call, in order; none if the type didn't come so far.
    pub calls: Vec<JudgedCall>,
}

/// One measured call on one type, judged.
#[derive(Clone, Debug)]
pub struct JudgedCall {
    /// What became of it.
    pub judgement: Judgement,
    /// What was measured; none if it couldn't run.
    pub measurement: Option<Box<Measurement>>,
}

impl JudgedType {
    /// The call whose figures stand for the type.
    #[must_use]
    pub fn main(&self, scenario: &Scenario) -> Option<&JudgedCall> {
        self.calls.get(scenario.main)
    }
}

/// Judges every type.
#[must_use]
pub fn judge(scenario: &Scenario, results: Vec<(Type, Result<Report, Lost>)>) -> Vec<JudgedType> {
    let quarrels = quarrels(scenario, &results);
    results.into_iter().map(|(ty, result)| judge_type(scenario, ty, result, &quarrels)).collect()
}

fn judge_type(scenario: &Scenario, ty: Type, result: Result<Report, Lost>, quarrels: &[Quarrel]) -> JudgedType {
    let report = match result {
        Ok(report) => report,
        Err(lost) => {
            let (judgement, lines) = (lost_judgement(lost), SourceLines::default());
            return JudgedType { ty, judgement, deployment: None, lines, calls: Vec::new() };
        }
    };
    let quarrel = |place: Place| {
        let found = quarrels.iter().find(|quarrel| quarrel.place == place && quarrel.of.is_none_or(|of| of == ty));
        found.map_or(Judgement::SUCCESS, |quarrel| Judgement::mismatch(quarrel.text.clone()))
    };
    let mut whole = by_rules(ty, deployed(&report.deployment).and(quarrel(Place::Deployment)));
    for (index, ran) in report.setup.iter().enumerate() {
        let (call, expected) = (&scenario.plan.setup[index], &scenario.setup_expected[index]);
        let judged = match ran {
            Ok(receipt) => by_rules(ty, expectation(receipt, expected).and(quarrel(Place::Setup(index)))),
            Err(reason) => verdict(reason),
        };
        whole = whole.and(named("set-up ", call, judged));
    }
    let mut calls = Vec::new();
    for (index, measured) in report.calls.into_iter().enumerate() {
        let call = match measured {
            Measured::Ran(measurement) => {
                let ran = expectation(&measurement.receipt, &scenario.calls_expected[index]);
                let judgement = by_rules(ty, ran.and(quarrel(Place::Call(index)))).and(verdict(&measurement.verdict));
                JudgedCall { judgement, measurement: Some(measurement) }
            }
            Measured::Refused(reason) => JudgedCall { judgement: verdict(&reason), measurement: None },
        };
        whole = whole.and(named("", &scenario.plan.calls[index], call.judgement.clone()));
        calls.push(call);
    }
    JudgedType { ty, judgement: whole, deployment: Some(report.deployment), lines: report.lines, calls }
}

/// An execution that isn't what was expected is no mistake on a type whose rules are its own.
fn by_rules(ty: Type, judgement: Judgement) -> Judgement {
    match judgement.outcome {
        Outcome::Mismatch if !ty.profile().follows_ethereum() => Judgement { outcome: Outcome::Diverges, ..judgement },
        _ => judgement,
    }
}

/// Halts of a deployment whose code is larger than the EVM allows (EIP-170, EIP-3860).
const CODE_TOO_LARGE: [&str; 2] = ["halt:code_size_limit", "halt:init_code_size_limit"];

/// What a deployment says about its type.
pub(crate) fn deployed(deployment: &Receipt) -> Judgement {
    let reason = || format!("the deployment ends with {}", ending(deployment));
    match deployment.status.as_str() {
        _ if deployment.is_success() => Judgement::SUCCESS,
        status if CODE_TOO_LARGE.contains(&status) => Judgement::new(Outcome::OverCapacity, reason()),
        _ => Judgement::mismatch(reason()),
    }
}

fn lost_judgement(lost: Lost) -> Judgement {
    match lost {
        Lost::Failed(failure) => {
            let reason = failure.plain();
            match failure.exit {
                Exit::Unsupported => Judgement::new(Outcome::Unsupported, reason),
                Exit::OverCapacity => Judgement::new(Outcome::OverCapacity, reason),
                Exit::Bug => Judgement::new(Outcome::Crashed, reason),
                Exit::Ok | Exit::Failed | Exit::Usage | Exit::Environment => Judgement::mismatch(reason),
            }
        }
        Lost::Crashed(reason) => Judgement::new(Outcome::Crashed, reason),
        Lost::Interrupted => Judgement::new(Outcome::Crashed, "interrupted"),
    }
}

/// What all measured calls share, such as "not proven yet", is not said with a call's name.
fn named(what: &str, call: &PlannedCall, judgement: Judgement) -> Judgement {
    match judgement {
        Judgement { outcome, reason: Some(reason) }
            if matches!(outcome, Outcome::Mismatch | Outcome::Diverges) || !what.is_empty() =>
        {
            Judgement::new(outcome, format!("{what}{}: {reason}", call.label))
        }
        other => other,
    }
}

fn verdict(verdict: &Verdict) -> Judgement {
    match verdict {
        Verdict::Proven { .. } | Verdict::Estimated => Judgement::SUCCESS,
        Verdict::Unsupported(reason) => Judgement::new(Outcome::Unsupported, reason.clone()),
        Verdict::OverCapacity(reason) => Judgement::new(Outcome::OverCapacity, reason.clone()),
        Verdict::Refused(reason) => Judgement::mismatch(reason.clone()),
    }
}

fn expectation(receipt: &Receipt, expected: &Expected) -> Judgement {
    if expected.status.is_some_and(|status| status != receipt.status)
        || expected.output.as_ref().is_some_and(|output| *output != receipt.output)
    {
        return Judgement::mismatch(format!("expected {}, got {}", expected.text, ending(receipt)));
    }
    if let Some(logs) = &expected.logs {
        let found = receipt.logs.iter().map(|log| (&log.topics, &log.data));
        if !logs.iter().map(|(topics, data)| (topics, data)).eq(found) {
            let (expected, found) = (logs.len(), receipt.logs.len());
            return Judgement::mismatch(format!("its {found} events are not the {expected} expected"));
        }
    }
    Judgement::SUCCESS
}

fn ending(receipt: &Receipt) -> String {
    match receipt.output.as_str() {
        "0x" => receipt.status.clone(),
        output => format!("{} {output}", receipt.status),
    }
}

/// A transaction of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Deployment,
    Setup(usize),
    Call(usize),
}

/// A transaction that types ran differently.
#[derive(Clone, Debug)]
struct Quarrel {
    place: Place,
    /// The type that differs from Ethereum by rules of its own; none: types that follow Ethereum differ from each other, nobody is right.
    of: Option<Type>,
    text: String,
}

/// What types ran differently: those that follow Ethereum from each other, each other one from the first of them.
fn quarrels(scenario: &Scenario, results: &[(Type, Result<Report, Lost>)]) -> Vec<Quarrel> {
    let reports: Vec<(Type, &Report)> =
        results.iter().filter_map(|(ty, result)| Some((*ty, result.as_ref().ok()?))).collect();
    let setup = (0..scenario.plan.setup.len()).map(Place::Setup);
    let calls = (0..scenario.plan.calls.len()).map(Place::Call);
    let places = std::iter::once(Place::Deployment).chain(setup).chain(calls);
    let at = |place: Place| {
        let receipts = reports.iter().filter_map(|(ty, report)| Some((*ty, receipt(report, place)?)));
        let (followers, others): (Vec<_>, Vec<_>) = receipts.partition(|(ty, _)| ty.profile().follows_ethereum());
        let Some((first, peers)) = followers.split_first() else { return Vec::new() };
        let quarrel = |of, other| Some(Quarrel { place, of, text: difference(first, other)? });
        let among = peers.iter().find_map(|peer| quarrel(None, peer));
        others.iter().filter_map(|other| quarrel(Some(other.0), other)).chain(among).collect()
    };
    places.flat_map(at).collect()
}

/// How two types differ, if they do.
fn difference((ty, receipt): &(Type, Receipt), (other, its): &(Type, Receipt)) -> Option<String> {
    match receipt {
        _ if receipt == its => None,
        _ if receipt.logs == its.logs => {
            Some(format!("{ty} ends with {}, {other} with {}", ending(receipt), ending(its)))
        }
        _ => Some(format!("{ty} and {other} leave different events")),
    }
}

/// A receipt without what may differ between types: gas, steps, and the code that a deployment leaves.
fn receipt(report: &Report, place: Place) -> Option<Receipt> {
    let mut receipt = match place {
        Place::Deployment => {
            let mut receipt = report.deployment.clone();
            if receipt.is_success() {
                receipt.output = "0x".to_owned();
            }
            receipt
        }
        Place::Setup(index) => report.setup.get(index)?.clone().ok()?,
        Place::Call(index) => match report.calls.get(index)? {
            Measured::Ran(measurement) => measurement.receipt.clone(),
            Measured::Refused(_) => return None,
        },
    };
    (receipt.gas, receipt.steps) = (None, 0);
    Some(receipt)
}

#[cfg(test)]
mod tests;
