//! One line of text form, written operand by operand.

use super::operand::Label;

/// Builds `mnemonic.suffix first, second else label`.
pub(crate) struct Listing<'a> {
    text: String,
    operands: usize,
    label_name: &'a dyn Fn(Label) -> String,
}

impl<'a> Listing<'a> {
    pub(crate) fn new(label_name: &'a dyn Fn(Label) -> String) -> Self {
        Self { text: String::new(), operands: 0, label_name }
    }

    pub(crate) fn mnemonic(&mut self, mnemonic: &str) {
        self.text.push_str(mnemonic);
    }

    pub(crate) fn suffix(&mut self, bits: u16) {
        self.text.push_str(&format!(".{bits}"));
    }

    pub(crate) fn operand(&mut self, operand: &str) {
        self.text.push_str(if self.operands == 0 { " " } else { ", " });
        self.text.push_str(operand);
        self.operands += 1;
    }

    pub(crate) fn label(&mut self, label: Label) {
        let name = (self.label_name)(label);
        self.operand(&name);
    }

    pub(crate) fn trap(&mut self, label: Label) {
        self.text.push_str(" else ");
        self.text.push_str(&(self.label_name)(label));
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}
