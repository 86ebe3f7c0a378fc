//! `zkprism explain CODE`: what a diagnostic's code means.

use compiler::explain::{self, Explanation, More};
use syntax::diagnostic::Code;

use crate::exit::{Exit, Failure};
use crate::output;

/// Prints what a code means.
pub fn explain(text: &str) -> Result<Exit, Failure> {
    let explanation = parse(text).and_then(explain::explain).ok_or_else(|| unknown(text))?;
    output::data(&page(&explanation))?;
    Ok(Exit::Ok)
}

/// `Z0301` and `z0301`; `7576`.
fn parse(text: &str) -> Option<Code> {
    let digits = |text: &str| {
        let digits = text.len() == 4 && text.bytes().all(|c| c.is_ascii_digit());
        text.parse().ok().filter(|_| digits)
    };
    match text.strip_prefix(['Z', 'z']) {
        Some(number) => digits(number).map(Code::Ours),
        None => digits(text).map(Code::Solc),
    }
}

/// A text that resembles a code less than this is none that was mistyped (Jaro-Winkler, 0 to 1).
const LIKE: f64 = 0.6;

fn unknown(text: &str) -> Failure {
    let wanted = text.trim().to_uppercase();
    let likeness = |code: &String| strsim::jaro_winkler(&wanted, code);
    let codes = explain::all().into_iter().map(|code| code.to_string()).filter(|code| likeness(code) >= LIKE);
    Failure::usage(match codes.max_by(|a, b| likeness(a).total_cmp(&likeness(b))) {
        Some(nearest) => format!("there is no code `{text}`; the nearest is {nearest}"),
        None => format!("there is no code `{text}`; codes are such as Z0301, ours, and 7576, solc's"),
    })
}

fn page(explanation: &Explanation) -> String {
    let Explanation { code, summaries, more } = explanation;
    let head = format!("{code}: {}", summaries.join("; or "));
    match more {
        Some(More { about, program, instead }) => {
            let program: Vec<String> = program.to_string().lines().map(|line| format!("    {line}")).collect();
            format!("{head}\n\n{about}\n\nFor example:\n\n{}\n\nInstead: {instead}.", program.join("\n"))
        }
        None => format!("{head}\n\nThe number is solc's: solc refuses such a program under it, too."),
    }
}
