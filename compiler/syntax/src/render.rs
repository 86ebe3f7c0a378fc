//! Diagnostics as text for people.

use annotate_snippets::{AnnotationKind, Group, Level, Message, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::span::{FileId, SourceMap};

/// Whether rendered text carries terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// Plain text.
    Never,
    /// ANSI escapes.
    Always,
}

/// All findings, one after the other, with an empty line between.
#[must_use]
pub fn render(diagnostics: &Diagnostics, sources: &SourceMap, color: Color) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&render_one(diagnostic, sources, color));
    }
    text
}

/// One finding: `error[7576]: message`, `--> path:line:col`, the lines, help.
#[must_use]
pub fn render_one(diagnostic: &Diagnostic, sources: &SourceMap, color: Color) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let code = diagnostic.code.to_string();
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()).id(code));

    let primary = &diagnostic.primary;
    let mut files: Vec<FileId> = vec![primary.span.file];
    for label in &diagnostic.secondary {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    for id in files {
        let file = sources.file(id);
        let fit = |offset: u32| floor_char_boundary(file.text(), offset);
        let mut snippet = Snippet::source(file.text()).path(file.path());
        if id == primary.span.file {
            let range = fit(primary.span.start)..fit(primary.span.end);
            snippet = snippet.annotation(AnnotationKind::Primary.span(range).label(text_or_none(&primary.text)));
        }
        for label in diagnostic.secondary.iter().filter(|label| label.span.file == id) {
            let range = fit(label.span.start)..fit(label.span.end);
            snippet = snippet.annotation(AnnotationKind::Context.span(range).label(text_or_none(&label.text)));
        }
        group = group.element(snippet);
    }
    for help in &diagnostic.help {
        let message: Message<'_> = Level::HELP.message(help.as_str());
        group = group.element(message);
    }
    let renderer = match color {
        Color::Never => Renderer::plain(),
        Color::Always => Renderer::styled(),
    };
    let mut text = renderer.render(&[group]);
    text.push('\n');
    text
}

fn text_or_none(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn floor_char_boundary(text: &str, offset: u32) -> usize {
    let mut at = (offset as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
