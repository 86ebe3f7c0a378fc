//! What leaves a contract besides results: failure data and events.

use ruint::aliases::U256;
use syntax::span::Span;

use super::body::BodyLowering;
use crate::abi::{error_selector, event_topic};
use crate::hir::{Args, ErrorId, EventId, Reason};
use crate::ir::{self, Op, Payload, Terminator, ValueId};

/// The selector of `Error(string)`.
const ERROR_STRING: u32 = 0x08c3_79a0;

impl BodyLowering<'_, '_, '_> {
    /// How a failure with this reason ends. A custom error's arguments are evaluated here.
    pub(super) fn reason(&mut self, reason: &Reason) -> Terminator {
        match reason {
            Reason::Empty => Terminator::RevertEmpty,
            Reason::Text(text) => {
                Terminator::RevertError { selector: ERROR_STRING, payload: vec![Payload::Text(text.to_vec())] }
            }
            Reason::Custom(error, args) => self.custom_error(*error, args),
        }
    }

    pub(super) fn custom_error(&mut self, error: ErrorId, args: &Args) -> Terminator {
        let selector = u32::from_be_bytes(error_selector(self.cx.program, &self.cx.program.errors[error]));
        let payload = self.args(args).into_iter().map(Payload::Value).collect();
        Terminator::RevertError { selector, payload }
    }

    /// Topics are the hash of the signature, unless the event is anonymous, and the indexed arguments; the others are data.
    pub(super) fn emit(&mut self, event: EventId, args: &Args, at: Span) {
        let values = self.args(args);
        self.builder.set_span(at);
        let event = &self.cx.program.events[event];
        let mut words: Vec<ValueId> = Vec::new();
        if !event.anonymous {
            let signature = U256::from_be_bytes(event_topic(self.cx.program, event).0);
            words.push(self.builder.constant(ir::Type::BYTES32, signature));
        }
        let (topics, data): (Vec<_>, Vec<_>) = event.params.iter().zip(values).partition(|(param, _)| param.indexed);
        words.extend(topics.into_iter().map(|(_, value)| value));
        let count = u8::try_from(words.len()).expect("an event has at most four topics");
        words.extend(data.into_iter().map(|(_, value)| value));
        self.builder.effect(Op::Log(count), &words);
    }
}
