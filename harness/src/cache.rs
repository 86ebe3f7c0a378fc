//! Blobs that are dear to make, kept between runs: reference strings, keys.
//!
//! A folder of files. Readers and writers of all processes agree through a lock file; a blob is written beside its place and
//! moved there, so nobody sees half of one. Above the size cap the blobs used longest ago go first. What a blob means, and
//! whether it is intact, is for its reader to say.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::exit::Failure;
use crate::interrupt::Temporary;

/// Name of the environment variable that moves the cache.
pub const VARIABLE: &str = "ZKPRISM_CACHE";

/// All blobs together are at most this large.
pub const BYTES_MAX: u64 = 4 << 30;

const LOCK: &str = "lock";
const SUFFIX: &str = ".blob";

/// A cache folder. It comes into being with its first blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    folder: PathBuf,
    bytes_max: u64,
}

/// A blob, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// When it was last used.
    pub used: SystemTime,
}

impl Cache {
    /// The user's cache: `ZKPRISM_CACHE`, else the platform's folder for caches.
    pub fn of_user() -> Result<Self, Failure> {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = variable(VARIABLE).or_else(|| {
            let platform = if cfg!(windows) {
                variable("LOCALAPPDATA")
            } else if cfg!(target_os = "macos") {
                variable("HOME").map(|home| home.join("Library/Caches"))
            } else {
                variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")))
            };
            platform.map(|platform| platform.join("zkprism"))
        });
        folder
            .map(Self::at)
            .ok_or_else(|| Failure::environment(format!("there is no folder for the cache; set {VARIABLE} to one")))
    }

    /// The cache in a folder.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, bytes_max: BYTES_MAX }
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads a blob, if it is there, and if `read` takes it. One that isn't taken is removed.
    pub fn load<T>(&self, name: &str, read: impl FnOnce(&[u8]) -> Option<T>) -> Result<Option<T>, Failure> {
        if !self.folder.is_dir() {
            return Ok(None);
        }
        let _lock = self.lock()?;
        let path = self.path(name);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed(&error)),
        };
        let value = read(&bytes);
        if value.is_some() {
            // Only the order of removal depends on it.
            let _ = File::options().append(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        } else {
            fs::remove_file(&path).map_err(|error| self.failed(&error))?;
        }
        Ok(value)
    }

    /// Writes a blob. One that is larger than the whole cache may be is not kept.
    pub fn store(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        if bytes.len() as u64 > self.bytes_max {
            return Ok(());
        }
        fs::create_dir_all(&self.folder).map_err(|error| self.failed(&error))?;
        let _lock = self.lock()?;
        self.sweep()?;
        self.make_room(bytes.len() as u64, name)?;
        let write = || {
            let mut file = Temporary::create(&self.folder)?;
            file.write_all(bytes)?;
            file.persist(&self.path(name))
        };
        write().map_err(|error| self.failed(&error))
    }

    /// Every blob, by name.
    pub fn list(&self) -> Result<Vec<Entry>, Failure> {
        let mut entries = Vec::new();
        let folder = match fs::read_dir(&self.folder) {
            Ok(folder) => folder,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(entries),
            Err(error) => return Err(self.failed(&error)),
        };
        for entry in folder {
            let entry = entry.map_err(|error| self.failed(&error))?;
            let file_name = entry.file_name();
            let Some(name) = file_name.to_str().and_then(|name| name.strip_suffix(SUFFIX)) else { continue };
            let Ok(metadata) = entry.metadata() else { continue }; // removed meanwhile
            let used = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            entries.push(Entry { name: name.to_owned(), bytes: metadata.len(), used });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    /// Removes every blob and says how many bytes that frees. Files that aren't ours stay.
    pub fn clear(&self) -> Result<u64, Failure> {
        if !self.folder.is_dir() {
            return Ok(0);
        }
        let _lock = self.lock()?;
        self.sweep()?;
        let entries = self.list()?;
        for entry in &entries {
            fs::remove_file(self.path(&entry.name)).map_err(|error| self.failed(&error))?;
        }
        Ok(entries.iter().map(|entry| entry.bytes).sum())
    }

    fn path(&self, name: &str) -> PathBuf {
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name: String = name.chars().map(|c| if safe(c) { c } else { '_' }).collect();
        self.folder.join(format!("{name}{SUFFIX}"))
    }

    /// Held until it is dropped.
    fn lock(&self) -> Result<File, Failure> {
        let open = || {
            let file = File::options().create(true).truncate(false).write(true).open(self.folder.join(LOCK))?;
            file.lock()?;
            Ok(file)
        };
        open().map_err(|error: io::Error| self.failed(&error))
    }

    /// Removes what a process that was killed has left. Under the lock, every temporary file is such a thing.
    fn sweep(&self) -> Result<(), Failure> {
        for entry in fs::read_dir(&self.folder).map_err(|error| self.failed(&error))?.flatten() {
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(".zkprism-") && name.ends_with(".tmp")) {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    fn make_room(&self, wanted: u64, name: &str) -> Result<(), Failure> {
        let mut entries = self.list()?;
        let target = self.path(name);
        entries.retain(|entry| self.path(&entry.name) != target);
        entries.sort_by_key(|entry| entry.used);
        let mut total = entries.iter().map(|entry| entry.bytes).sum::<u64>() + wanted;
        for entry in entries {
            if total <= self.bytes_max {
                break;
            }
            fs::remove_file(self.path(&entry.name)).map_err(|error| self.failed(&error))?;
            total -= entry.bytes;
        }
        Ok(())
    }

    fn failed(&self, error: &io::Error) -> Failure {
        Failure::environment(format!("the cache in {}: {error}; {VARIABLE} moves it", self.folder.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(bytes_max: u64) -> (tempfile::TempDir, Cache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache { folder: folder.path().join("cache"), bytes_max };
        (folder, cache)
    }

    fn get(cache: &Cache, name: &str) -> Option<Vec<u8>> {
        cache.load(name, |bytes| Some(bytes.to_vec())).unwrap()
    }

    fn names(cache: &Cache) -> Vec<String> {
        cache.list().unwrap().into_iter().map(|entry| entry.name).collect()
    }

    #[test]
    fn a_blob_is_found_again_and_cleared() {
        let (_folder, cache) = cache(100);
        assert_eq!(get(&cache, "a"), None);
        assert_eq!(cache.clear().unwrap(), 0);
        cache.store("a", b"123").unwrap();
        assert_eq!(get(&cache, "a"), Some(b"123".to_vec()));
        assert_eq!(cache.clear().unwrap(), 3);
        assert_eq!(get(&cache, "a"), None);
    }

    #[test]
    fn a_blob_that_its_reader_refuses_is_removed() {
        let (_folder, cache) = cache(100);
        cache.store("a", b"123").unwrap();
        assert_eq!(cache.load("a", |_| None::<()>).unwrap(), None);
        assert!(names(&cache).is_empty());
    }

    #[test]
    fn the_oldest_blobs_make_room() {
        let (_folder, cache) = cache(10);
        for (name, age) in [("a", 1), ("b", 3), ("c", 2)] {
            cache.store(name, b"123").unwrap();
            let file = File::options().append(true).open(cache.path(name)).unwrap();
            file.set_modified(SystemTime::now() - std::time::Duration::from_secs(age * 100)).unwrap();
        }
        cache.store("d", b"1234").unwrap();
        assert_eq!(names(&cache), ["a", "c", "d"]);
        cache.store("d", b"12345").unwrap();
        assert_eq!(names(&cache), ["a", "d"]);
        cache.store("e", &[0; 11]).unwrap();
        assert_eq!(names(&cache), ["a", "d"]);
    }

    #[test]
    fn names_cannot_leave_the_folder_and_leftovers_go() {
        let (folder, cache) = cache(10);
        cache.store("../x", b"1").unwrap();
        assert_eq!(names(&cache), [".._x"]);
        fs::write(cache.folder().join(".zkprism-dead.tmp"), b"half").unwrap();
        fs::write(cache.folder().join("README"), b"mine").unwrap();
        cache.clear().unwrap();
        assert!(!cache.folder().join(".zkprism-dead.tmp").exists());
        assert!(cache.folder().join("README").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
