//! The rows of the compatibility suite: folders of `examples/compat`, one a row.
//!
//! ```toml
//! feature = "block.prevrandao"
//! types_md = 3                      # the row of the list of divergences that it shows
//! uses = ["block-prevrandao"]       # features of a source by which `zkprism check` finds the row
//! why = "a rollup's block has no randomness of a beacon chain"
//! call = "f()"                      # of the contract in contract.sol
//! gas_limit = 1_000_000             # default: 30,000,000
//! observe = "gas"                   # what is compared besides status, output and events
//! capacity = true                   # whether the call is counted by the prover, to see if it fits
//!
//! [declared.zksync-era]             # what can't be run here
//! verdict = "different"
//! observed = "0x…"                  # if it is known
//! source = "zkSync documentation, EVM differences"
//! ```
//! Beside it stand `contract.sol`, and `code.evm` where Solidity can't say it: text of an assembler, which types on the EVM run instead.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::exit::Failure;
use crate::files;
use crate::types::Type;

/// The longest file of a row, in bytes.
const BYTES_MAX: u64 = 1 << 20;

/// How a type compares with Ethereum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It does the same.
    Equal,
    /// It ends otherwise.
    Different,
    /// It fails where Ethereum succeeds.
    Reverts,
    /// It refuses the program before it runs.
    Refused,
    /// It has no room for it.
    OverCapacity,
    /// There is nothing to compare.
    NotApplicable,
}

impl Verdict {
    /// Whether the type does otherwise than Ethereum.
    #[must_use]
    pub const fn deviates(self) -> bool {
        !matches!(self, Self::Equal | Self::NotApplicable)
    }

    /// As people read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Different => "different",
            Self::Reverts => "reverts",
            Self::Refused => "refused",
            Self::OverCapacity => "over capacity",
            Self::NotApplicable => "not applicable",
        }
    }
}

/// What is compared besides status, output and events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observed {
    /// The gas of the transaction.
    Gas,
}

/// A row as its file says it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    feature: String,
    types_md: u32,
    #[serde(default)]
    uses: Vec<String>,
    why: String,
    call: String,
    gas_limit: Option<u64>,
    observe: Option<Observed>,
    #[serde(default)]
    capacity: bool,
    #[serde(default)]
    declared: BTreeMap<String, Declared>,
}

/// A verdict that can't be run here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// The verdict.
    pub verdict: Verdict,
    /// What a contract sees, if it is known.
    pub observed: Option<String>,
    /// Where that is written.
    pub source: String,
}

/// A row of the suite.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its number, from 1: the folder's name starts with it.
    pub id: u32,
    /// What differs.
    pub feature: String,
    /// The row of the list of divergences (`types.md`).
    pub types_md: u32,
    /// Ids of the compiler's features that show it.
    pub uses: Vec<String>,
    /// Why it differs.
    pub why: String,
    /// The folder.
    pub folder: PathBuf,
    /// The call of the contract.
    pub call: String,
    /// Text of an assembler that types on the EVM run instead of the contract.
    pub assembly: Option<String>,
    /// Gas that the call may spend.
    pub gas_limit: u64,
    /// What is compared besides.
    pub observe: Option<Observed>,
    /// Whether the prover counts it.
    pub capacity: bool,
    /// What can't be run here, by type.
    pub declared: Vec<(Type, Declared)>,
}

impl Row {
    /// The contract's source.
    #[must_use]
    pub fn contract(&self) -> PathBuf {
        self.folder.join("contract.sol")
    }

    /// What is declared of a type.
    #[must_use]
    pub fn declared(&self, ty: Type) -> Option<&Declared> {
        self.declared.iter().find(|(of, _)| *of == ty).map(|(_, declared)| declared)
    }
}

/// All rows of a folder, by number.
///
/// # Errors
/// A folder that can't be read, or a row that isn't one.
pub fn read_all(folder: &Path) -> Result<Vec<Row>, Failure> {
    let failed = |error: std::io::Error| Failure::usage(format!("{}: {error}", folder.display()));
    let mut rows = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            rows.push(read(&path)?);
        }
    }
    rows.sort_by_key(|row| row.id);
    if let Some(twice) = rows.windows(2).find(|pair| pair[0].id == pair[1].id) {
        return Err(Failure::usage(format!("{}: row {} is there twice", twice[1].folder.display(), twice[0].id)));
    }
    Ok(rows)
}

fn read(folder: &Path) -> Result<Row, Failure> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let wrong = |what: String| Failure::usage(format!("{}: {what}", folder.join("row.toml").display()));
    let id = name.split('-').next().and_then(|number| number.parse().ok());
    let id = id.ok_or_else(|| wrong(format!("the folder `{name}` doesn't start with a number")))?;
    let text = text(&folder.join("row.toml"))?;
    let Written { feature, types_md, uses, why, call, gas_limit, observe, capacity, declared } =
        toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let unknown = uses.iter().find(|id| compiler::features::Feature::find(id).is_none());
    if let Some(unknown) = unknown {
        return Err(wrong(format!("no feature has the id `{unknown}`")));
    }
    let declared = declared.into_iter().map(|(name, declared)| Ok((name.parse()?, declared)));
    let declared: Vec<(Type, Declared)> = declared.collect::<Result<_, Failure>>()?;
    if let Some((ty, _)) = declared.iter().find(|(ty, _)| Type::CLASSES.contains(ty)) {
        return Err(wrong(format!("of {ty} nothing is declared: it is run")));
    }
    let assembly = folder.join("code.evm");
    let assembly = assembly.exists().then(|| self::text(&assembly)).transpose()?;
    let gas_limit = gas_limit.unwrap_or(crate::types::GAS_LIMIT);
    let folder = folder.to_path_buf();
    Ok(Row { id, feature, types_md, uses, why, folder, call, assembly, gas_limit, observe, capacity, declared })
}

fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(files::read(path, BYTES_MAX)?)
        .map_err(|_| Failure::usage(format!("{}: it is not UTF-8", path.display())))
}
