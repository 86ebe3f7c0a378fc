//! Files, read with a limit and written whole or not at all.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use crate::exit::Failure;
use crate::interrupt::Temporary;

/// Reads a file of at most `max` bytes.
pub fn read(path: &Path, max: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::usage(format!("{}: there is no such file", path.display())),
        _ => Failure::environment(format!("{}: {error}", path.display())),
    };
    if fs::metadata(path).map_err(failed)?.is_dir() {
        return Err(Failure::usage(format!("{}: it is a folder, not a file", path.display())));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(max + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > max {
        return Err(Failure::over_capacity(format!("{}: the file is larger than {max} bytes", path.display())));
    }
    Ok(bytes)
}

/// Whether a file can be written, found out before the work whose result goes there. Leaves nothing.
pub fn check_writable(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(Failure::usage(format!("{}: it is a folder, not a file", path.display())));
    }
    beside(path).map(drop)
}

/// Writes a file whole or not at all: beside its place first, then moved there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::environment(format!("{}: {error}", path.display()));
    let mut file = beside(path)?;
    file.write_all(bytes).map_err(failed)?;
    file.persist(path).map_err(failed)
}

fn beside(path: &Path) -> Result<Temporary, Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Temporary::create(folder).map_err(|error| Failure::environment(format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write(&path, b"12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        assert_eq!(read(&path, 4).unwrap_err().exit.code(), 3);
        assert_eq!(read(&folder.path().join("b"), 4).unwrap_err().exit.code(), 2);
        assert_eq!(read(folder.path(), 4).unwrap_err().exit.code(), 2);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_missing_is_the_environments_fault() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(write(&folder.path().join("no/a"), b"").unwrap_err().exit.code(), 4);
        assert_eq!(check_writable(&folder.path().join("no/a")).unwrap_err().exit.code(), 4);
        assert_eq!(check_writable(folder.path()).unwrap_err().exit.code(), 2);
        assert_eq!(check_writable(&folder.path().join("a")), Ok(()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
