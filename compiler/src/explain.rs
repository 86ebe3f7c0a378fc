//! What a diagnostic's code means, for whoever has met it.
//!
//! Every code of ours has a program that triggers it, and a test compiles each. solc's numbers have the line of their table:
//! solc says the same, so its documentation holds.

use std::borrow::Cow;
use std::fmt;

use syntax::codes::{NOT_UTF8, OTHER_LANGUAGE, Row, TOO_LARGE};
use syntax::diagnostic::Code;
use syntax::span::SourceFile;

use crate::codes::{CODES, FEATURES, TOO_DEEP, TOO_LARGE_FOR_ZK, TOO_LONG, TOO_MANY};

/// What a code means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// What it stands for, in each place where it is used.
    pub summaries: Vec<Cow<'static, str>>,
    /// More about it, if it is ours.
    pub more: Option<More>,
}

/// What there is to say about a code of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct More {
    /// What it is about.
    pub about: &'static str,
    /// A program that triggers it.
    pub program: Program,
    /// What to do instead.
    pub instead: &'static str,
}

/// A small program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Bytes, mostly of text.
    Bytes(&'static [u8]),
    /// A piece of text that is repeated, between two others.
    Repeated(&'static str, &'static str, usize, &'static str),
}

impl Program {
    const fn text(text: &'static str) -> Self {
        Self::Bytes(text.as_bytes())
    }

    /// The source.
    #[must_use]
    pub fn bytes(self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.to_vec(),
            Self::Repeated(before, piece, times, after) => {
                format!("{before}{}{after}", piece.repeat(times)).into_bytes()
            }
        }
    }
}

impl fmt::Display for Program {
    /// The source as a person reads it: what is no text as `\xff`, and repetitions counted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => bytes.utf8_chunks().try_for_each(|chunk| {
                f.write_str(chunk.valid())?;
                chunk.invalid().iter().try_for_each(|byte| write!(f, "\\x{byte:02x}"))
            }),
            Self::Repeated(before, piece, times, after) => {
                write!(f, "{before}{piece}{piece}{piece} … {after} // `{piece}` {times} times")
            }
        }
    }
}

/// What a code means, if there is such a code.
#[must_use]
pub fn explain(code: Code) -> Option<Explanation> {
    let rows = rows().filter(|row| row.code == code).map(|row| Cow::Borrowed(row.summary));
    let features = FEATURES.iter().filter(|feature| feature.code == code);
    let mut summaries: Vec<Cow<'static, str>> =
        rows.chain(features.map(|feature| Cow::Owned(format!("{} are not supported yet", feature.name)))).collect();
    summaries.dedup();
    (!summaries.is_empty()).then(|| Explanation { code, summaries, more: more(code) })
}

/// All codes, ours first, each once.
#[must_use]
pub fn all() -> Vec<Code> {
    let features = FEATURES.iter().map(|feature| feature.code);
    let mut codes: Vec<Code> = rows().map(|row| row.code).chain(features).collect();
    codes.sort_by_key(|code| (matches!(code, Code::Solc(_)), *code));
    codes.dedup();
    codes
}

fn rows() -> impl Iterator<Item = &'static Row> {
    syntax::codes::CODES.iter().chain(CODES)
}

fn more(code: Code) -> Option<More> {
    if let Some((_, more)) = LIMITS.iter().find(|(known, _)| *known == code) {
        return Some(*more);
    }
    let feature = FEATURES.iter().find(|feature| feature.code == code)?;
    let (_, about, program) = OF_FEATURES.iter().find(|(number, ..)| Code::Ours(*number) == code)?;
    Some(More { about, program: Program::text(program), instead: feature.help })
}

/// What is not a feature.
const LIMITS: &[(Code, More)] = &[
    (
        NOT_UTF8,
        More {
            about: "A source file is UTF-8. The label names the first byte that is wrong.",
            program: Program::Bytes(b"contract C {} // caf\xe9"),
            instead: "save the file as UTF-8",
        },
    ),
    (
        TOO_LARGE,
        More {
            about: "A source file may have 64 MiB.",
            program: Program::Repeated("contract C {} //", "x", SourceFile::MAX_BYTES, ""),
            instead: "cut the file into several",
        },
    ),
    (
        OTHER_LANGUAGE,
        More {
            about: "This pragma chooses an experimental language of solc's, which is another one than Solidity.",
            program: Program::text("pragma experimental solidity;"),
            instead: "leave the pragma out and write Solidity",
        },
    ),
    (
        TOO_DEEP,
        More {
            about: "Chains of members, indices and calls may have up to 8,192 links. Chains of operators may have any number, and the parser\n\
                    bounds brackets and blocks under a number of solc's.",
            program: Program::Repeated("contract C { function f(uint256 a) public { a", ".b", 10_000, "; } }"),
            instead: "give a part of it a name, as a local variable or a function",
        },
    ),
    (
        TOO_MANY,
        More {
            about: "A file may have 4,096 declarations, and so may each of its contracts.",
            program: Program::Repeated("contract C { ", "event E(); ", 5_000, "}"),
            instead: "cut the file or the contract into several",
        },
    ),
    (
        TOO_LARGE_FOR_ZK,
        More {
            about: "A frame of the ZK machine, which is a function or one of its loops, has 2,047 cells, each for one value; a program has 65,536\n\
                    instructions. The EVM has other limits.",
            program: Program::Repeated(
                "contract C { function f(uint256 a) public pure returns (uint256) { return a",
                " + a",
                10_000,
                "; } }",
            ),
            instead: "cut it into several functions or contracts",
        },
    ),
    (
        TOO_LONG,
        More {
            about: "A function may have 50,000 expressions and local variables, and all functions of a program together 200,000: many times what\n\
                    the EVM has room for in a contract's code.",
            program: Program::Repeated("contract C { function f(uint256 a) public pure { ", "a += 1; ", 20_000, "} }"),
            instead: "cut it into several",
        },
    ),
];

/// What each feature is about, and a program that uses it. What to do instead is the feature's own help.
const OF_FEATURES: &[(u16, &str, &str)] = &[
    (
        310,
        "A contract that is built on others has their members as its own.",
        "contract A { uint256 x; }\ncontract B is A {}",
    ),
    (
        311,
        "An abstract contract can't be deployed: others are built on it, which is not supported either (Z0310).",
        "abstract contract A { function f() public { } }",
    ),
    (
        312,
        "An interface lists the functions of another contract, to call it by. Calls of other contracts are not there yet (Z0340).",
        "interface I { function f() external; }\ncontract C {}",
    ),
    (
        313,
        "A library is deployed once and lends its functions to contracts.",
        "library L { function f(uint256 a) internal pure returns (uint256) { return a; } }",
    ),
    (
        314,
        "`using` attaches functions to a type, so that `a.f(b)` means `f(a, b)`.",
        "function f(uint256 a) pure returns (uint256) { return a; }\nusing {f} for uint256;\ncontract C {}",
    ),
    (
        315,
        "A modifier is code around the body of a function; `_` stands for the body.",
        "contract C { modifier m() { _; } function f() public m {} }",
    ),
    (
        316,
        "A virtual function may be replaced by a contract that is built on this one, which is not supported either (Z0310).",
        "contract C { function f() public virtual {} }",
    ),
    (
        317,
        "These two are called when calldata names no function, or when there is none.",
        "contract C { fallback() external {} }",
    ),
    (318, "`layout at` moves the slots of a contract's state variables.", "contract C layout at 5 { uint256 x; }"),
    (320, "A struct is several values under one name.", "contract C { struct S { uint256 a; bool b; } S s; }"),
    (
        325,
        "`bytes` holds bytes of any number, in storage, memory or calldata.",
        "contract C { function f(bytes calldata x) public pure returns (uint256) { return x.length; } }",
    ),
    (
        326,
        "`string` holds text of any length. A literal alone is no value of it.",
        "contract C { function f() public pure returns (string memory) { return \"text\"; } }",
    ),
    (
        327,
        "An array holds several values of a type, of a number that is fixed or changes.",
        "contract C { uint256[] a; }",
    ),
    (
        328,
        "A function can be a value, kept in a variable and called through it.",
        "contract C { function f() public pure { function() pure g = f; g(); } }",
    ),
    (
        330,
        "A variable in a function can stand for a mapping of the state.",
        "contract C { mapping(uint256 => bool) m; function f() public view { mapping(uint256 => bool) storage y = m; y; } }",
    ),
    (
        334,
        "The key of a mapping can be text or bytes for solc, whose hash then finds the element.",
        "contract C { mapping(string => uint256) m; }",
    ),
    (335, "`fixed` and `ufixed` are reserved for numbers with a point.", "contract C { fixed a; }"),
    (
        340,
        "An external call runs code of another contract, or of this one from outside, in a frame of its own.",
        "contract C { function f() external {} function g() public { this.f(); } }",
    ),
    (
        341,
        "An address can be asked for its balance and code, be sent wei, and be called with bytes.",
        "contract C { function f(address a) public view returns (uint256) { return a.balance; } }",
    ),
    (
        342,
        "`new` deploys a contract, or makes an array in memory.",
        "contract D {}\ncontract C { function f() public { new D(); } }",
    ),
    (
        343,
        "`try` goes on after an external call or a creation that failed.",
        "contract C { function f() external {} function g() public { try this.f() {} catch {} } }",
    ),
    (
        344,
        "`{value: ..., gas: ...}` says what goes along with an external call.",
        "contract C { function f() external payable {} function g() public { this.f{value: 1}(); } }",
    ),
    (
        345,
        "An assembly block is written in Yul, a language near the EVM. Other machines have no meaning for it.",
        "contract C { function f() public pure { assembly { let x := 1 } } }",
    ),
    (346, "`msg.data` is the whole calldata.", "contract C { function f() public pure { msg.data; } }"),
    (
        347,
        "The functions of `abi` make and read bytes, which are not supported as values (Z0325). There is one form without\n\
         bytes as a value: the hash of an encoding.",
        "contract C { function f() public pure returns (bytes32) { return keccak256(abi.encodePacked(uint8(1))); } }",
    ),
    (
        348,
        "Hashes take `bytes`, which are not supported as values (Z0325); `sha256`, `ripemd160` and `ecrecover` are calls\n\
         of precompiled contracts.",
        "contract C { function f() public pure returns (bytes32) { return sha256(\"abc\"); } }",
    ),
    (
        349,
        "`type(C)` tells the name and the code of a contract, and `type(I)` the identifier of an interface.",
        "contract D {}\ncontract C { function f() public pure { type(D).creationCode; } }",
    ),
    (
        350,
        "The name of a contract in front of a point reaches its variables, constants and functions within it, and names its functions\n\
         elsewhere.",
        "contract C { uint256 constant K = 1; function f() public pure returns (uint256) { return C.K; } }",
    ),
    (
        351,
        "`selfdestruct` sends away all wei of a contract and, in the transaction that created it, removes it.",
        "contract C { function f(address payable a) public { selfdestruct(a); } }",
    ),
    (
        352,
        "Such a pragma changes what the rest of the file means; it is not ignored silently.",
        "pragma abicoder v1;\ncontract C {}",
    ),
    (
        354,
        "`erc7201` computes at compile time the slot that the proposal ERC-7201 gives to a name.",
        "contract C { uint256 constant slot = erc7201(\"example.main\"); }",
    ),
    (
        355,
        "What is left of the gas, and the hashes of the transaction's blobs, which the ZK machine has not. The EVM has them.",
        "contract C { function f() public view returns (uint256) { return gasleft(); } }",
    ),
    (
        356,
        "A module, the names of an imported file under one name, is a value of its own in Solidity, but one that nothing can be done with.",
        "import \"example.sol\" as N;\ncontract C { function f() public pure { true ? N : N; } }",
    ),
    (
        357,
        "The hashes of earlier blocks, which the ZK machine has no instruction for. The EVM has one.",
        "contract C { function f() public view returns (bytes32) { return blockhash(1); } }",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::zk;
    use crate::{Options, Source, compile};

    fn ours() -> Vec<Code> {
        all().into_iter().filter(|code| matches!(code, Code::Ours(_))).collect()
    }

    #[test]
    fn every_code_has_a_meaning_and_each_of_ours_a_way_out() {
        for code in all() {
            let explanation = explain(code).unwrap();
            assert!(explanation.summaries.iter().all(|summary| !summary.is_empty()), "{code}");
        }
        for code in ours() {
            let more = explain(code).unwrap().more.unwrap_or_else(|| panic!("{code} has no explanation"));
            assert!(!more.about.is_empty() && !more.instead.is_empty(), "{code}");
        }
        assert_eq!(explain(Code::Ours(9999)), None);
    }

    #[test]
    fn every_program_triggers_its_code() {
        for code in ours() {
            let program = explain(code).unwrap().more.unwrap().program;
            let compiled = compile(&[Source::new("example.sol", program.bytes())], &Options::default());
            let found: Vec<String> = match &compiled {
                Err(refused) => refused.diagnostics.iter().map(|found| found.code.to_string()).collect(),
                Ok(compilation) => {
                    let refusals = compilation.contracts.iter().map(|contract| zk::compile(&contract.module).err());
                    let refusals = refusals.flatten().flatten().filter_map(|refusal| refusal.diagnostic());
                    refusals.map(|diagnostic| diagnostic.code.to_string()).collect()
                }
            };
            assert!(found.contains(&code.to_string()), "{code}: the program triggers {found:?}");
        }
    }

    #[test]
    fn no_explanation_is_for_a_code_that_is_gone() {
        let explained = OF_FEATURES.iter().map(|(number, ..)| Code::Ours(*number));
        let explained: Vec<Code> = explained.chain(LIMITS.iter().map(|(code, _)| *code)).collect();
        let mut sorted = explained.clone();
        sorted.sort();
        assert_eq!(sorted, ours());
    }

    #[test]
    fn a_program_is_shown_as_a_person_reads_it() {
        assert_eq!(Program::Bytes(b"a\xe9b").to_string(), "a\\xe9b");
        assert_eq!(Program::Repeated("a", ".b", 9, ";").to_string(), "a.b.b.b … ; // `.b` 9 times");
        assert_eq!(Program::Repeated("a", ".b", 2, ";").bytes(), b"a.b.b;");
    }
}
