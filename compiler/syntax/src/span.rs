//! Where text stands: files, byte ranges, and lines and columns for people.
//!
//! Every node and every diagnostic carries a [`Span`]. A span names its file, so it means the same thing everywhere
//! in the compiler, down to a bytecode offset or a circuit row.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// A source file, as an index into the [`SourceMap`] that issued it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// The bytes `start..end` of one file.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file the bytes belong to.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end: end.max(start) }
    }

    /// The smallest span that covers both. Both lie in the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// True for a point between two bytes.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The range, to slice the file's text with.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

/// A value and the text that stands for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub node: T,
    /// Its text.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Attaches a span to a value.
    pub fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }
}

/// One file of source text. Immutable once it is in a [`SourceMap`].
#[derive(Clone, Debug)]
pub struct SourceFile {
    id: FileId,
    path: Arc<str>,
    text: Arc<str>,
    line_starts: Vec<u32>,
    fault: Option<SourceFault>,
}

/// Why bytes are not source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceFault {
    /// The bytes stop being UTF-8 at this offset.
    #[error("invalid utf-8 at byte {at}")]
    InvalidUtf8 {
        /// Offset of the first wrong byte.
        at: u32,
    },
    /// Spans count bytes with 32 bits.
    #[error("a file of {len} bytes is larger than {}", SourceFile::MAX_BYTES)]
    TooLarge {
        /// Length of the file.
        len: usize,
    },
}

impl SourceFile {
    /// The longest file that is read, in bytes.
    pub const MAX_BYTES: usize = 64 << 20;

    /// Takes bytes as they come from a disk. What is not UTF-8 is kept as replacement characters for rendering, and
    /// [`SourceFile::fault`] tells; the parser turns the fault into a diagnostic.
    #[must_use]
    pub fn new(id: FileId, path: &str, bytes: &[u8]) -> Self {
        let (text, fault) = if bytes.len() > Self::MAX_BYTES {
            (String::new(), Some(SourceFault::TooLarge { len: bytes.len() }))
        } else {
            match std::str::from_utf8(bytes) {
                Ok(text) => (text.to_owned(), None),
                Err(error) => {
                    let at = u32::try_from(error.valid_up_to()).expect("a file within MAX_BYTES has 32-bit offsets");
                    (String::from_utf8_lossy(bytes).into_owned(), Some(SourceFault::InvalidUtf8 { at }))
                }
            }
        };
        let mut line_starts = vec![0];
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at);
        line_starts.extend(ends.map(|at| u32::try_from(at + 1).expect("replacement triples a length at most")));
        Self { id, path: path.into(), text: text.into(), line_starts, fault }
    }

    /// The id under which spans refer to this file.
    #[must_use]
    pub fn id(&self) -> FileId {
        self.id
    }

    /// The path as the caller named it.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why this file can't be parsed at all, if so.
    #[must_use]
    pub fn fault(&self) -> Option<SourceFault> {
        self.fault
    }

    /// The whole file as a span.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.id, 0, u32::try_from(self.text.len()).expect("a stored file has 32-bit offsets"))
    }

    /// The text under a span, or nothing when the span doesn't fit this text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The text of a line, counted from 1, with what ends it; nothing where there is no such line.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let start = |line: usize| self.line_starts.get(line).map(|start| *start as usize);
        let Some(line) = (line as usize).checked_sub(1) else { return "" };
        let end = start(line + 1).unwrap_or(self.text.len());
        start(line).and_then(|start| self.text.get(start..end)).unwrap_or_default()
    }

    /// Line and column of a byte, both counted from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let line = self.line_starts.partition_point(|start| *start <= offset) - 1;
        let start = self.line_starts[line] as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(end - start, |prefix| prefix.chars().count());
        let one_based = |n: usize| u32::try_from(n + 1).expect("a position within a file has 32 bits");
        (one_based(line), one_based(column))
    }
}

/// All files of one compilation.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and gives it the next id.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
        self.files.push(SourceFile::new(id, path, bytes));
        id
    }

    /// The file of an id that this map issued.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files, in the order they were added.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// From now on, relative paths are shown below this folder.
    pub fn show_below(&mut self, folder: &Path) {
        for file in &mut self.files {
            file.path = folder.join(&*file.path).display().to_string().into();
        }
    }

    /// The text under a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.file).slice(span)
    }
}
