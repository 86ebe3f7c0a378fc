//! Where imports are read from, as solc's command line does it.
//! <https://docs.soliditylang.org/en/latest/path-resolution.html>
//!
//! A source unit is looked for below the base path and below each include path; without a base path, in the working folder. It must
//! lie in exactly one of these places, and within a folder that may be read: those places, the folders of the files asked
//! for, and the folders that remappings lead to.

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use compiler::import::Remapping;

use crate::exit::Failure;
use crate::front::{SOURCE_BYTES_MAX, Source};

/// The folders that imports are read from.
#[derive(Clone, Debug)]
pub struct ImportFiles {
    /// Absolute, without symbolic links.
    work: PathBuf,
    /// Absolute.
    base: Option<PathBuf>,
    /// Absolute.
    include: Vec<PathBuf>,
    /// What may be read besides.
    allowed: Vec<PathBuf>,
}

impl ImportFiles {
    /// An empty base path is none.
    pub fn new(base: Option<&Path>, include: &[PathBuf], remappings: &[Remapping]) -> Result<Self, Failure> {
        let work = std::env::current_dir().and_then(fs::canonicalize);
        let work = work.map_err(|error| Failure::environment(format!("the working folder: {error}")))?;
        let base = base.filter(|base| !base.as_os_str().is_empty());
        if base.is_none() && !include.is_empty() {
            return Err(Failure::usage("--include-path needs a --base-path that is not empty"));
        }
        let folder = |option: &str, path: &Path| {
            let folder = normal(&work.join(path));
            if path.as_os_str().is_empty() || !folder.is_dir() {
                return Err(Failure::usage(format!("{option} `{}`: there is no such folder", path.display())));
            }
            Ok(folder)
        };
        Ok(Self {
            base: base.map(|base| folder("--base-path", base)).transpose()?,
            include: include.iter().map(|path| folder("--include-path", path)).collect::<Result<_, _>>()?,
            allowed: remappings.iter().filter_map(|remapping| folder_of_target(&remapping.target)).collect(),
            work,
        })
    }

    /// Reads a file asked for, under the name that solc gives it: relative to the first place that it lies below. What lies in its
    /// folder may then be imported.
    pub fn root(&mut self, path: &Path) -> Result<Source, Failure> {
        let bytes = crate::files::read(path, SOURCE_BYTES_MAX)?;
        let whole = normal(&self.work.join(path));
        self.allowed.extend(whole.parent().map(Path::to_owned));
        let below = self.places().into_iter().find_map(|place| whole.strip_prefix(place).ok());
        let name = below.unwrap_or(&whole).to_str();
        let name = name.ok_or_else(|| Failure::usage(format!("{}: the path is not UTF-8", path.display())))?;
        Ok(Source { path: name.to_owned(), bytes })
    }

    /// Reads the files asked for; one that is named twice counts once.
    pub fn roots(&mut self, paths: &[&Path]) -> Result<Vec<Source>, Failure> {
        let mut roots: Vec<(Source, PathBuf)> = Vec::new();
        for path in paths {
            let (source, whole) = (self.root(path)?, normal(&self.work.join(path)));
            match roots.iter().find(|(known, _)| known.path == source.path) {
                None => roots.push((source, whole)),
                Some((_, known)) if *known == whole => {}
                Some((_, known)) => {
                    let (known, whole) = (known.display(), whole.display());
                    return Err(Failure::usage(format!(
                        "{known} and {whole} would both be called `{}` below the base and include paths",
                        source.path
                    )));
                }
            }
        }
        Ok(roots.into_iter().map(|(source, _)| source).collect())
    }

    /// Reads a source unit that is imported.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let name = name.strip_prefix("file://").unwrap_or(name);
        let mut found = Vec::new();
        for place in self.places() {
            // As in solc, a name from `/` on is no exception where there is a base path.
            let mut path = place.as_os_str().to_owned();
            path.push("/");
            path.push(name);
            let path = if self.base.is_none() { self.work.join(name) } else { path.into() };
            found.extend(existing(&path).map_err(|error| unreadable(&path, &error))?);
        }
        let path = match found.as_slice() {
            [path] => path,
            [] => return Err(Failure::failed(format!("no such file in {}", list(&self.places())))),
            _ => return Err(Failure::failed(format!("ambiguous: there are {}", list(&found)))),
        };
        let allowed: Vec<&Path> = self.allowed.iter().map(PathBuf::as_path).chain(self.places()).collect();
        let is_allowed =
            |folder: &&Path| canonical(&self.work.join(folder)).is_ok_and(|folder| path.starts_with(folder));
        if !allowed.iter().any(is_allowed) {
            return Err(Failure::failed(format!("outside of the folders that may be read: {}", list(&allowed))));
        }
        if !path.is_file() {
            return Err(Failure::failed("it is no file"));
        }
        // One byte more than the compiler takes is enough for it to say so.
        let mut bytes = Vec::new();
        let file = fs::File::open(path).and_then(|file| file.take(SOURCE_BYTES_MAX + 1).read_to_end(&mut bytes));
        file.map_err(|error| unreadable(path, &error))?;
        Ok(bytes)
    }

    fn places(&self) -> Vec<&Path> {
        let base = self.base.as_ref().unwrap_or(&self.work);
        [base].into_iter().chain(&self.include).map(PathBuf::as_path).collect()
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::environment(format!("{}: {error}", path.display()))
}

fn list(paths: &[impl AsRef<Path>]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| format!("`{}`", path.as_ref().display())).collect();
    paths.join(", ")
}

/// The folder of a remapping's target, which is one itself if it ends like one.
fn folder_of_target(target: &str) -> Option<PathBuf> {
    if target.is_empty() {
        return None;
    }
    let is_folder = target.ends_with(['/']) || matches!(target.rsplit('/').next(), Some("." | ".."));
    let folder = if is_folder { target } else { target.rsplit_once('/').map_or(".", |(folder, _)| folder) };
    Some(PathBuf::from(if folder.is_empty() { "/" } else { folder }))
}

/// An absolute path without `.` and `..`, links not followed.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            // Of the root it does nothing.
            Component::ParentDir => {
                normal.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => normal.push(component),
        }
    }
    normal
}

/// The path, links followed as far as it exists.
fn canonical(path: &Path) -> io::Result<PathBuf> {
    let mut rest: Vec<OsString> = Vec::new();
    let mut head = path;
    loop {
        match fs::canonicalize(head) {
            Ok(head) => {
                rest.reverse();
                return Ok(normal(&head.join(rest.iter().collect::<PathBuf>())));
            }
            Err(error) if is_absence(&error) => {
                let (Some(parent), Some(last)) = (head.parent(), head.components().next_back()) else {
                    return Err(error);
                };
                rest.push(last.as_os_str().to_owned());
                head = parent;
            }
            Err(error) => return Err(error),
        }
    }
}

/// The path, links followed, if something is there.
fn existing(path: &Path) -> io::Result<Option<PathBuf>> {
    let found = canonical(path).and_then(|path| fs::metadata(&path).map(|_| path));
    match found {
        Ok(path) => Ok(Some(path)),
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// True for what says that there is no such file, or that none can have this name.
fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidInput | ErrorKind::InvalidFilename
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files below a folder that vanishes with the test.
    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        folder
    }

    fn reader(base: &Path, include: &[&str]) -> ImportFiles {
        let include: Vec<PathBuf> = include.iter().map(|path| base.join(path)).collect();
        ImportFiles::new(Some(base), &include, &[]).unwrap()
    }

    #[track_caller]
    fn says(result: Result<Vec<u8>, Failure>, code: u8, text: &str) {
        let failure = result.unwrap_err();
        assert!(failure.exit.code() == code && failure.message.contains(text), "{failure:?}");
    }

    #[test]
    fn a_name_is_looked_for_below_the_base_and_include_paths() {
        let tree = tree(&["b/x.sol", "i/y.sol", "j/z/w.sol", "b/v.sol", "j/v.sol"]);
        let files = reader(&tree.path().join("b"), &["../i", "../j"]);
        assert_eq!(files.read("x.sol").unwrap(), b"b/x.sol");
        assert_eq!(files.read("y.sol").unwrap(), b"i/y.sol");
        assert_eq!(files.read("z//w.sol").unwrap(), b"j/z/w.sol");
        assert_eq!(files.read("nowhere/../y.sol").unwrap(), b"i/y.sol");
        assert_eq!(files.read("/y.sol").unwrap(), b"i/y.sol");
        assert_eq!(files.read("file://y.sol").unwrap(), b"i/y.sol");
        says(files.read("nope.sol"), 1, "no such file in");
        says(files.read("v.sol"), 1, "ambiguous");
        says(files.read("z"), 1, "it is no file");
        says(files.read("a\0b"), 1, "no such file");
        says(files.read(&"x".repeat(10_000)), 1, "no such file");
        says(files.read("x.sol/y"), 1, "no such file");
    }

    #[test]
    fn what_lies_outside_is_not_read_unless_a_root_or_a_remapping_leads_there() {
        let tree = tree(&["b/x.sol", "o/a.sol", "o/b.sol", "p/q/c.sol"]);
        let mut files = reader(&tree.path().join("b"), &[]);
        says(files.read("../o/b.sol"), 1, "outside of the folders that may be read");
        let root = files.root(&tree.path().join("o/a.sol")).unwrap();
        assert_eq!(root.path, tree.path().join("o/a.sol").to_str().unwrap());
        assert_eq!(files.read("../o/b.sol").unwrap(), b"o/b.sol");
        says(files.read("../p/q/c.sol"), 1, "outside");
        let target = tree.path().join("p/").display().to_string();
        let remapping = Remapping { prefix: "p".into(), target, ..Remapping::default() };
        let files = ImportFiles::new(Some(&tree.path().join("b")), &[], &[remapping]).unwrap();
        assert_eq!(files.read("../p/q/c.sol").unwrap(), b"p/q/c.sol");
    }

    #[cfg(unix)]
    #[test]
    fn links_count_as_what_they_lead_to() {
        use std::os::unix::fs::symlink;
        let tree = tree(&["b/x.sol", "o/a.sol"]);
        let base = tree.path().join("b");
        symlink("x.sol", base.join("inside.sol")).unwrap();
        symlink("../o/a.sol", base.join("outside.sol")).unwrap();
        symlink("loop.sol", base.join("loop.sol")).unwrap();
        symlink("nothing", base.join("dangling.sol")).unwrap();
        let files = reader(&base, &[]);
        assert_eq!(files.read("inside.sol").unwrap(), b"b/x.sol");
        says(files.read("outside.sol"), 1, "outside");
        says(files.read("loop.sol"), 4, "loop.sol");
        says(files.read("dangling.sol"), 1, "no such file");
    }

    #[test]
    fn a_root_is_named_relative_to_the_first_place_above_it() {
        let tree = tree(&["b/x.sol", "i/x.sol", "i/y.sol"]);
        let (base, include) = (tree.path().join("b"), tree.path().join("i"));
        let mut files = reader(&base, &["../i"]);
        assert_eq!(files.root(&base.join("./../b//x.sol")).unwrap().path, "x.sol");
        let twice = files.roots(&[&base.join("x.sol"), &base.join("../b/x.sol"), &include.join("y.sol")]).unwrap();
        assert_eq!(twice.iter().map(|source| source.path.as_str()).collect::<Vec<_>>(), ["x.sol", "y.sol"]);
        let clash = files.roots(&[&base.join("x.sol"), &include.join("x.sol")]).unwrap_err();
        assert!(clash.exit.code() == 2 && clash.message.contains("both be called `x.sol`"), "{clash:?}");
    }

    #[test]
    fn include_paths_need_a_base_path_and_both_need_folders() {
        let tree = tree(&["b/x.sol"]);
        let new = |base: Option<&str>, include: &[&str]| {
            let include: Vec<PathBuf> = include.iter().map(|path| tree.path().join(path)).collect();
            ImportFiles::new(base.map(|base| tree.path().join(base)).as_deref(), &include, &[])
                .map_err(|error| error.message)
        };
        assert!(new(None, &["b"]).unwrap_err().contains("needs a --base-path"));
        assert!(ImportFiles::new(Some(Path::new("")), &[tree.path().to_owned()], &[]).is_err());
        assert!(new(Some("c"), &[]).unwrap_err().contains("no such folder"));
        assert!(new(Some("b/x.sol"), &[]).unwrap_err().contains("no such folder"));
        assert!(new(Some("b"), &["c"]).unwrap_err().contains("no such folder"));
        assert!(new(Some("b"), &["."]).is_ok());
    }

    #[test]
    fn a_remapping_allows_the_folder_of_its_target() {
        for (target, folder) in
            [("a/b/", "a/b/"), ("a/b", "a"), ("a", "."), ("a/..", "a/.."), ("/a", "/"), ("a/.", "a/."), ("..", "..")]
        {
            assert_eq!(folder_of_target(target), Some(PathBuf::from(folder)), "{target}");
        }
        assert_eq!(folder_of_target(""), None);
    }
}
