//! The only way to the terminal: data to stdout, everything else to stderr.

use std::io::{self, ErrorKind, Write};

use crate::exit::Failure;

/// Data for whoever asked, with a line end. A reader that went away has seen enough.
pub fn data(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::environment(format!("can't write to stdout: {error}")))
        }
        _ => Ok(()),
    }
}

/// Raw bytes for whoever asked, such as a completion script.
pub fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(bytes);
    data(text.trim_end_matches('\n'))
}

/// A remark for a person. Colours are dropped where nobody sees them. If stderr is gone there is no one left to tell.
pub fn note(text: &str) {
    let mut err = anstream::stderr().lock();
    let _ = err.write_all(text.trim_end_matches('\n').as_bytes()).and_then(|()| err.write_all(b"\n"));
}

/// Why the command ends.
pub fn failure(failure: &Failure) {
    if failure.rendered {
        note(&failure.message);
    } else {
        note(&format!("error: {}", failure.message));
    }
}
