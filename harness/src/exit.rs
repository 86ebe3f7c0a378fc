//! Exit codes, and failures that carry one.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What the exit code tells the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exit {
    /// All that was asked for was done.
    Ok,
    /// The user's program or proof failed.
    Failed,
    /// The command line or a file that it names can't be understood.
    Usage,
    /// Not supported in this type.
    Unsupported,
    /// Too large for this type.
    OverCapacity,
    /// The machine we run on: files, memory, processes.
    Environment,
    /// Our bug.
    Bug,
}

impl Exit {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Unsupported | Self::OverCapacity => 3,
            Self::Environment => 4,
            Self::Bug => 70,
        }
    }

    /// Of two, the one that a person should hear about: a bug of ours, then the machine, then their failure, then what is
    /// not supported.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        let rank = |exit| match exit {
            Self::Ok => 0,
            Self::Unsupported | Self::OverCapacity => 1,
            Self::Failed => 2,
            Self::Usage => 3,
            Self::Environment => 4,
            Self::Bug => 5,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

/// Why a command ends early.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What happened, as a lower-case sentence; or diagnostics, already rendered.
    pub message: String,
    /// Whether the message is printed as it is, without `error: ` before it.
    pub rendered: bool,
    /// Whether a document on stdout says it already.
    pub answered: bool,
}

impl Failure {
    fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), rendered: false, answered: false }
    }

    /// The user's program or proof failed.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message)
    }

    /// The command line or a file is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Not supported.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(Exit::Unsupported, message)
    }

    /// Too large.
    pub fn over_capacity(message: impl Into<String>) -> Self {
        Self::new(Exit::OverCapacity, message)
    }

    /// Files, memory, processes.
    pub fn environment(message: impl Into<String>) -> Self {
        Self::new(Exit::Environment, message)
    }

    /// Our bug.
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(Exit::Bug, message)
    }

    /// The same, once a document says it.
    #[must_use]
    pub fn answered(self) -> Self {
        Self { answered: true, ..self }
    }

    /// As documents have it: the exit code, and the message without colours.
    #[must_use]
    pub fn record(&self) -> Value {
        json!({ "exit": self.exit.code(), "message": self.plain() })
    }

    /// The message without colours.
    #[must_use]
    pub fn plain(&self) -> String {
        anstream::adapter::strip_str(self.message.trim_end()).to_string()
    }

    /// Diagnostics, already rendered.
    pub fn rendered(exit: Exit, text: impl Into<String>) -> Self {
        Self { rendered: true, ..Self::new(exit, text) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worse_exit_wins_in_either_order() {
        for (a, b, worse) in [
            (Exit::Ok, Exit::Unsupported, Exit::Unsupported),
            (Exit::Unsupported, Exit::Failed, Exit::Failed),
            (Exit::Failed, Exit::Bug, Exit::Bug),
        ] {
            assert_eq!(a.worse(b), worse);
            assert_eq!(b.worse(a), worse);
        }
    }
}
