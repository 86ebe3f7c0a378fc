//! Ctrl-C leaves nothing: no half-written file, no child.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::sync::Mutex;

use tempfile::NamedTempFile;

/// Exit code of a process that was interrupted: 128 + SIGINT, as shells have it.
pub const INTERRUPTED: i32 = 130;

/// Files that are removed when the process is interrupted.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Ends the process as [`end`] does when a person or the system asks for it. A child process needs no signal of its own: it
/// ends when its parent's end of the pipe closes, see [`crate::child`].
pub fn install() {
    // The only error is a handler that is already there, and then it is this one.
    let _ = ctrlc::set_handler(|| end());
}

/// Removes unfinished files and ends the process.
pub fn end() -> ! {
    // A thread that panicked while it held the lock has left a list that is still right.
    let unfinished = UNFINISHED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    for path in unfinished.iter() {
        let _ = std::fs::remove_file(path);
    }
    std::process::exit(INTERRUPTED);
}

/// Whether a child was interrupted rather than failing.
#[must_use]
pub fn was_interrupted(status: ExitStatus) -> bool {
    status.code() == Some(INTERRUPTED)
}

/// A file that vanishes unless it is finished.
#[derive(Debug)]
pub struct Temporary {
    file: NamedTempFile,
}

impl Temporary {
    /// An empty file in a folder.
    pub fn create(folder: &Path) -> io::Result<Self> {
        // The lock is held while the file comes into being, so no interrupt can fall between the two.
        let mut unfinished = UNFINISHED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let file = tempfile::Builder::new().prefix(".zkprism-").suffix(".tmp").tempfile_in(folder)?;
        unfinished.push(file.path().to_owned());
        Ok(Self { file })
    }

    /// Moves the file to its place.
    pub fn persist(mut self, path: &Path) -> io::Result<()> {
        self.file.flush()?;
        self.file.as_file().sync_all()?;
        let temporary = self.file.path().to_owned();
        self.file.persist(path).map_err(|error| error.error)?;
        UNFINISHED.lock().unwrap_or_else(std::sync::PoisonError::into_inner).retain(|path| *path != temporary);
        Ok(())
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
