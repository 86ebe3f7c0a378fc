//! Every diagnostic of the analysis: solc's number where solc says the same, else one of ours.
//!
//! Ours are `Z02xx` for limits, and `Z03xx` for [features](Feature) of Solidity that are refused by name.

pub use syntax::codes::Row;
use syntax::diagnostic::{Code, Diagnostic};
use syntax::span::Span;

macro_rules! codes {
    ($($name:ident = $kind:ident($number:literal) $summary:literal;)*) => {
        $(#[doc = $summary] pub const $name: Code = Code::$kind($number);)*
        /// All codes but the features, in the order of the table.
        pub const CODES: &[Row] = &[$(Row { code: $name, summary: $summary },)*];
    };
}

codes! {
    UNDECLARED = Solc(7576) "a name that is not declared, or not yet";
    NOW = Solc(7359) "`now`, which has become `block.timestamp`";
    SUICIDE = Solc(8050) "`suicide`, which has become `selfdestruct`";
    SHA3 = Solc(3557) "`sha3`, which has become `keccak256`";
    MSG_GAS = Solc(1400) "`msg.gas`, which has become `gasleft()`";
    BLOCK_BLOCKHASH = Solc(8113) "`block.blockhash`, which has become `blockhash`";
    YEARS = Solc(4820) "a number of years";
    UNDECLARED_TYPE = Solc(7920) "a type, event or error that is not declared";
    NOT_A_TYPE = Solc(5172) "a name that stands where a type should, and is something else";
    DUPLICATE = Solc(2333) "a name declared twice in one scope";
    RESERVED_NAME = Solc(3726) "a declaration of a name that the language keeps for itself";
    IMPORT_NOT_FOUND = Solc(6275) "an import of a file that is not found";
    NOT_IN_IMPORTED = Solc(2904) "a name that the imported file does not have";
    DUPLICATE_FUNCTION = Solc(1686) "two functions of one name and the same parameters";
    EXTERNAL_CLASH = Solc(9914) "two functions whose parameters are the same to a caller";
    DUPLICATE_EVENT = Solc(5883) "two events of one name and the same parameters";
    NOT_A_MODIFIER = Solc(4659) "a name that stands where a modifier should, and is something else";
    NAMED_LIKE_CONTRACT = Solc(5796) "a function with the name of its contract";
    DUPLICATE_CONSTRUCTOR = Solc(7997) "a second constructor";
    SELECTOR_CLASH = Solc(1860) "two functions whose selectors are equal";
    BUILTIN_ERROR = Solc(1855) "an error with the name of one of the language";
    ENUM_TOO_LARGE = Solc(1611) "an enum with more than 256 members";
    USER_TYPE_UNDERLYING = Solc(8129) "a user-defined type that stands for `bytes` or `string`";
    DUPLICATE_MAPPING_NAME = Solc(1809) "two equal names in one mapping";
    CODER_TWICE = Solc(3845) "a second choice of an ABI coder in one file";
    CODER_AFTER_FIRST = Solc(8273) "the experimental ABI coder in a file that has chosen the first one";
    CODER_UNKNOWN = Solc(2745) "an ABI coder that does not exist";
    EXPERIMENT_TWICE = Solc(1231) "an experimental feature named twice in one file";
    EXPERIMENT_UNKNOWN = Solc(8491) "an experimental feature that does not exist";
    UNKNOWN_PRAGMA = Solc(4936) "a pragma that does not exist";

    NOT_CONVERTIBLE = Solc(7407) "a value that does not convert to the type expected here";
    FRACTION_NOT_CONVERTIBLE = Solc(2326) "a fraction where a type without fractions is expected";
    INITIAL_NOT_CONVERTIBLE = Solc(9574) "an initial value that does not convert to the type of its variable";
    INITIAL_FRACTION = Solc(4486) "a fraction as initial value";
    ARGUMENT_NOT_CONVERTIBLE = Solc(9553) "an argument that does not convert to the type of its parameter";
    RETURN_NOT_CONVERTIBLE = Solc(6359) "a returned value that does not convert to the type of the result";
    RETURN_TUPLE_NOT_CONVERTIBLE = Solc(5992) "a returned tuple that does not convert to the types of the results";
    EXPLICIT_CONVERSION = Solc(9640) "a conversion that does not exist";
    CONVERSION_ARGUMENTS = Solc(2558) "a conversion of none or of several values";
    BINARY_OPERATOR = Solc(2271) "an operator that these two types do not have";
    UNARY_OPERATOR = Solc(4907) "an operator that this type does not have";
    CHANGING_OPERATOR = Solc(9767) "`++`, `--` or `delete` on a type that does not have it";
    COMPOUND_ASSIGNMENT = Solc(7366) "a compound assignment that these types do not have";
    CONDITIONAL_TYPES = Solc(1080) "the two values of a conditional have no common type";
    TRUE_WITHOUT_TYPE = Solc(9717) "the first value of a conditional has no type at run time";
    FALSE_WITHOUT_TYPE = Solc(3703) "the second value of a conditional has no type at run time";
    NOT_AN_LVALUE = Solc(4247) "an assignment to what is not a variable";
    ASSIGN_CONSTANT = Solc(6520) "an assignment to a constant";
    ASSIGN_BYTE = Solc(4360) "an assignment to a single byte of a `bytesN`";
    ASSIGN_MAPPING = Solc(9214) "an assignment to a mapping";
    ASSIGN_NOTHING = Solc(5547) "an assignment to an empty tuple";
    COMPOUND_TUPLE = Solc(4289) "a compound assignment to a tuple";
    TUPLE_HOLE = Solc(8381) "a tuple with a component left out where a value is wanted";
    TUPLE_VALUE = Solc(6473) "a tuple component without a value";
    TUPLE_NUMBER = Solc(3390) "a tuple component that is a number of no type";
    STATEMENT_NUMBER = Solc(3757) "a statement that is a number of no type";
    COMPONENT_COUNT = Solc(7364) "a declaration with more or fewer components than its value";
    AMBIGUOUS_MEMBER = Solc(6675) "a member that stands for several functions or events";
    UNKNOWN_MEMBER = Solc(9582) "a member that the type does not have";
    ADDRESS_MEMBER = Solc(3125) "a member that an address has and a contract has not";
    NOT_PAYABLE_ADDRESS = Solc(9862) "`transfer` or `send` to an address that is not payable";
    NOT_INDEXABLE = Solc(2614) "an index into what has no elements";
    INDEX_MISSING = Solc(1267) "an index that is left out";
    BYTE_INDEX_MISSING = Solc(8830) "an index into a `bytesN` that is left out";
    BYTE_INDEX_RANGE = Solc(1859) "an index into a `bytesN` behind its end";
    BYTE_INDEX_TYPE = Solc(6318) "an index into a `bytesN` that is no unsigned integer";
    DATA_LOCATION = Solc(6651) "a data location where none or another belongs";
    INTERNAL_IN_CONSTRUCTOR = Solc(3644) "a constructor with a parameter that only internal functions can have";
    MAPPING_IN_MEMORY = Solc(4061) "a mapping outside of storage";
    BAD_LITERAL = Solc(2826) "a literal without a value";
    ADDRESS_LITERAL = Solc(9429) "a literal that looks like an address and is none";
    DIVISION_BY_ZERO = Solc(1211) "a division of constants whose divisor is zero";
    CONSTANT_RANGE = Solc(2643) "an operator with a result out of range, where a division asks for the value";
    CONSTANT_NEGATED = Solc(3667) "a negative or complement out of range, where a division asks for the value";
    CONSTANT_DEPTH = Solc(5210) "a chain of more than 32 constants, where a division asks for the value";
    MODULUS_ZERO = Solc(4195) "`addmod` or `mulmod` with a modulus of zero";
    TYPE_MEMBER_ARGUMENT = Solc(4259) "`type` of what is not a type";
    TYPE_ARGUMENTS = Solc(8885) "`type` with none or several arguments";

    ARGUMENT_COUNT = Solc(6160) "a call with too many or too few arguments";
    HASH_ARGUMENT_COUNT = Solc(4323) "a hash of nothing or of several values";
    NOT_CALLABLE = Solc(5704) "a call of what is not a function";
    NAMED_ARGUMENT = Solc(4974) "a named argument that no parameter has";
    DUPLICATE_ARGUMENT = Solc(6995) "an argument named twice";
    CONVERSION_NAMED = Solc(5153) "a conversion with a named argument";
    FRACTION_ARGUMENT = Solc(6090) "a fraction that is to be encoded";
    NUMBER_ARGUMENT = Solc(8009) "a number of no type that is to be encoded";
    HASH_ARGUMENT = Solc(7556) "a hash of what is not `bytes`";
    NOT_ENCODABLE = Solc(2056) "a value that the ABI has no form for";
    NO_OVERLOAD = Solc(9322) "a call that none of the functions of this name takes";
    AMBIGUOUS_OVERLOAD = Solc(4487) "a call that several functions of this name take";
    AMBIGUOUS_REFERENCE = Solc(2144) "a name that stands for several functions";
    NOT_AN_EVENT = Solc(9292) "`emit` of what is not an event";
    NOT_AN_ERROR = Solc(1885) "`revert` of what is not an error";
    EVENT_WITHOUT_EMIT = Solc(3132) "an event used without `emit`";
    ERROR_WITHOUT_REVERT = Solc(7757) "an error used without `revert`";

    NO_VISIBILITY = Solc(4937) "a function of a contract without visibility";
    FREE_VISIBILITY = Solc(4126) "a free function with visibility";
    FREE_PAYABLE = Solc(9559) "a free function that is payable";
    INTERNAL_PAYABLE = Solc(5587) "an internal function that is payable";
    NOT_ABSTRACT = Solc(3656) "a contract with functions without bodies that is not abstract";
    NO_BODY = Solc(5424) "a function without a body";
    FREE_NO_BODY = Solc(4668) "a free function without a body";
    CONSTRUCTOR_MUTABILITY = Solc(1558) "a constructor that is `view` or `pure`";
    CONSTRUCTOR_VISIBILITY = Solc(9239) "a constructor that is private or external";
    CONSTRUCTOR_INTERNAL = Solc(1845) "an internal constructor of a contract that is not abstract";
    CONSTRUCTOR_RETURNS = Solc(9712) "a constructor with results";
    BASE_WITHOUT_ARGUMENTS = Solc(1563) "a contract named in the head of a constructor without arguments";
    CONSTRUCTOR_NO_BODY = Solc(5700) "a constructor without a body";

    WRITES_STATE = Solc(8961) "a `view` or `pure` function that may change the state";
    READS_STATE = Solc(2527) "a `pure` function that may read the state or the surroundings";
    VALUE_NOT_PAYABLE = Solc(5887) "`msg.value` in a function that takes none";

    RETURN_WITHOUT_VALUE = Solc(6777) "`return;` where results are wanted";
    RETURN_COUNT = Solc(8863) "a return with more or fewer values than results";
    RETURN_TUPLE_COUNT = Solc(5132) "a return of a tuple with more or fewer values than results";
    BREAK_OUTSIDE_LOOP = Solc(6102) "`break` outside a loop";
    CONTINUE_OUTSIDE_LOOP = Solc(4123) "`continue` outside a loop";
    UNCHECKED_NESTED = Solc(1941) "`unchecked` within `unchecked`";
    UNCHECKED_PLACE = Solc(5296) "`unchecked` where no block stands";
    DECLARATION_PLACE = Solc(9079) "a declaration where only a statement may stand";

    CONSTANT_WITHOUT_VALUE = Solc(4266) "a constant without a value";
    CONSTANT_NOT_CONSTANT = Solc(8349) "a constant whose value is known only at run time";
    CONSTANT_CYCLE = Solc(6161) "a constant that needs its own value";
    CONSTANT_TYPE = Solc(9259) "a constant of a type that cannot be one";
    IMMUTABLE_TYPE = Solc(6377) "an immutable variable of a type that is no value type";
    IMMUTABLE_PLACE = Solc(8297) "an immutable variable outside a contract";
    IMMUTABLE_WRITE = Solc(1581) "an immutable variable written elsewhere than in the constructor";
    TRANSIENT_TYPE = Solc(1834) "a transient variable of a type that is no value type";
    TRANSIENT_FIXED = Solc(2197) "a constant or immutable variable that is transient";
    TRANSIENT_INITIALISED = Solc(9825) "a transient variable with an initial value";
    FILE_VARIABLE = Solc(8342) "a variable of a file that is not constant";
    MAPPING_INITIALISED = Solc(6280) "a mapping with an initial value";

    TOO_MANY_INDEXED = Solc(7249) "an event with more than three indexed parameters";
    TOO_MANY_INDEXED_ANONYMOUS = Solc(8598) "an anonymous event with more than four indexed parameters";
    MAPPING_IN_EVENT = Solc(3448) "an event with a mapping";
    MAPPING_IN_ERROR = Solc(3448) "an error with a mapping";

    TOO_DEEP = Ours(201) "an expression or statement that nests too deeply";
    TOO_MANY = Ours(202) "a file or contract with too many declarations";
    TOO_LONG = Ours(204) "a function or program with too many expressions";
    TOO_LARGE_FOR_ZK = Ours(203) "a function or contract with more code than the ZK machine takes";
}

/// A part of Solidity that is refused by name: valid for solc, not supported here yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its number.
    pub code: Code,
    /// Its name, a plural: "structs".
    pub name: &'static str,
    /// The nearest form that is accepted.
    pub help: &'static str,
}

impl Feature {
    /// The refusal of a use of this feature.
    #[must_use]
    pub fn refuse(&self, span: Span) -> Diagnostic {
        Diagnostic::error(self.code, format!("{} are valid Solidity and not supported yet", self.name), span)
            .label("not supported")
            .help(self.help)
    }
}

macro_rules! features {
    ($($name:ident = $number:literal $text:literal, $help:literal;)*) => {
        $(#[doc = concat!("Refuses ", $text, ".")]
        pub const $name: Feature = Feature { code: Code::Ours($number), name: $text, help: $help };)*
        /// All features that are refused.
        pub const FEATURES: &[Feature] = &[$($name,)*];
    };
}

features! {
    INHERITANCE = 310 "base contracts", "write the members into the contract itself";
    ABSTRACT_CONTRACTS = 311 "abstract contracts", "give every function a body and leave out `abstract`";
    INTERFACES = 312 "interfaces", "leave the interface out, or write it as a contract";
    LIBRARIES = 313 "libraries", "write the functions as free functions, outside of any contract";
    USING = 314 "`using` directives", "call the function with the value as its first argument";
    MODIFIERS = 315 "modifiers", "call an internal function at the start of the body";
    VIRTUAL = 316 "virtual and overriding functions", "leave out `virtual` and `override`";
    FALLBACK = 317 "fallback and receive functions", "make the function one with a name";
    STORAGE_LAYOUT = 318 "storage layouts with a base slot", "leave out `layout at`";
    STRUCTS = 320 "structs", "keep each field in a variable or mapping of its own";
    BYTES = 325 "`bytes` values", "use `bytesN`, or `abi.encode` of value types directly within `keccak256`";
    STRINGS = 326 "`string` values", "use string literals, directly in `require` and `revert`, or custom errors";
    ARRAYS = 327 "arrays", "use a mapping from an index, and a counter";
    FUNCTION_TYPES = 328 "function types and functions as values", "call the function by its name";
    MAPPING_POINTERS = 330 "mappings as local variables, parameters and results", "name the state variable where it is used";
    FIXED_POINT = 335 "fixed point numbers", "use integers and scale them: solc does not implement these either";
    MAPPING_KEYS = 334 "mapping keys that are not value types", "use value types";
    EXTERNAL_CALLS = 340 "external calls", "call an internal function of the same contract";
    ADDRESS_MEMBERS = 341 "members of addresses", "leave it out: only conversions and comparisons of addresses are there yet";
    CREATION = 342 "`new` expressions", "deploy the other contract on its own";
    TRY = 343 "`try` statements", "leave it out: there are no external calls yet";
    CALL_OPTIONS = 344 "call options", "leave it out: there are no external calls yet";
    ASSEMBLY = 345 "assembly blocks", "write it in Solidity";
    MESSAGE_BYTES = 346 "uses of `msg.data`", "take what is needed as a parameter";
    ABI_FUNCTIONS = 347 "ABI functions but `keccak256(abi.encode(...))` of value types", "use `keccak256(abi.encode(...))`";
    HASH_FUNCTIONS = 348 "hashes of `bytes`, and precompiled functions", "use `keccak256(abi.encode(...))` of value types";
    TYPE_INFORMATION = 349 "members of `type(...)` but `min` and `max`", "write the value as a constant";
    MODULE_VALUES = 356 "modules as values", "name a member of the module: `N.f`";
    CODE_OF_OTHERS = 350 "functions, variables and constants reached through a contract's name", "call an internal or free function by its name";
    SELF_DESTRUCT = 351 "calls of `selfdestruct`", "leave it out: a contract stays";
    GAS_AND_BLOBS = 355 "gas and blobs on the ZK machine", "leave it out, or compile for the EVM";
    BLOCK_HASHES = 357 "block hashes on the ZK machine", "leave it out, or compile for the EVM";
    EXPERIMENTAL = 352 "experimental pragmas and the first ABI coder", "leave the pragma out";
    ERC7201 = 354 "`erc7201` storage slots", "write the slot as a constant";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_number_of_ours_is_given_twice() {
        let limits = CODES.iter().filter(|row| matches!(row.code, Code::Ours(_))).map(|row| row.code.to_string());
        let numbers: Vec<_> = limits.chain(FEATURES.iter().map(|feature| feature.code.to_string())).collect();
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
    }

    #[test]
    fn every_feature_names_a_way_out() {
        for feature in FEATURES {
            assert!(!feature.help.is_empty(), "{}", feature.name);
        }
    }
}
