//! What a person sees meanwhile, on stderr, and only if stderr is a terminal.

use std::borrow::Cow;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::measure::{human_bytes, human_ns};
use crate::output;
use crate::types::{Progress, Type};

/// A line that says what is going on.
#[derive(Debug)]
pub struct Spinner {
    bar: ProgressBar,
    visible: bool,
}

impl Spinner {
    /// Starts it.
    #[must_use]
    pub fn start() -> Self {
        let visible = std::io::stderr().is_terminal();
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(
            ProgressStyle::with_template("{spinner} {prefix}{msg} {elapsed}").expect("the template is valid"),
        );
        if visible {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar, visible }
    }

    /// What the phases that follow belong to, such as a workload.
    pub fn about(&self, what: impl Into<Cow<'static, str>>) {
        self.bar.set_prefix(what);
    }

    /// A type has come to another phase; `call` is the measured call as people write it.
    pub fn show(&self, ty: Type, call: Option<&str>, progress: Progress) {
        let what = call.map(|call| format!(" {call}")).unwrap_or_default();
        match progress {
            Progress::Phase(phase) => {
                self.bar.reset_elapsed();
                self.bar.set_message(format!("{ty}{what}: {}", phase.verb()));
            }
            Progress::Prediction(prediction) => {
                let (time, memory) =
                    (human_ns(prediction.keys_ns + prediction.proof_ns), human_bytes(prediction.memory_bytes));
                let text = format!("{ty}{what}: predicted about {time} and {memory} for keys and proof");
                if self.visible { self.bar.println(text) } else { output::note(&text) }
            }
        }
    }

    /// Removes the line.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
