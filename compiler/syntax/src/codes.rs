//! Every diagnostic of the grammar: solc's number, and what it stands for. Ours are `Z01xx`.

use crate::diagnostic::Code;

/// A row of a table of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number.
    pub code: Code,
    /// What it stands for.
    pub summary: &'static str,
}

/// A file that is no text.
pub const NOT_UTF8: Code = Code::Ours(101);

/// `pragma experimental solidity`.
pub const OTHER_LANGUAGE: Code = Code::Ours(102);

/// A file that is too large to be read.
pub const TOO_LARGE: Code = Code::Ours(103);

macro_rules! solc {
    ($($number:literal $summary:literal;)*) => {
        /// What the grammar says, in the order of solc's numbers; ours first.
        pub const CODES: &[Row] = &[
            Row { code: NOT_UTF8, summary: "a file that is not UTF-8" },
            Row { code: OTHER_LANGUAGE, summary: "the experimental language that shares Solidity's name" },
            Row { code: TOO_LARGE, summary: "a file that is too large to be read" },
            $(Row { code: Code::Solc($number), summary: $summary },)*
        ];
    };
}

solc! {
    1005 "something else than an elementary type or a name as the key of a mapping";
    1023 "a number with an underscore in front of its point";
    1465 "text in assembly that is no token";
    1612 "a list of members of an enum that ends in a comma";
    1684 "a version pragma that can't be read";
    1827 "a second `override` of a function";
    1856 "something else than a literal or a name in assembly";
    1994 "something else than `at` in a storage layout";
    2074 "a trailing comma";
    2090 "a number that ends in an underscore";
    2311 "something else than `payable` or a name after `address`";
    2314 "something else than what must follow here";
    2418 "a `switch` without a case";
    2461 "`break` or `continue` in the update of a loop in assembly";
    2592 "`break` or `continue` outside of the body of a loop in assembly";
    2662 "a second `virtual` of a modifier";
    2826 "a literal without a value";
    2856 "an assignment to a literal in assembly";
    2915 "`fallback` or `receive` that is written like a variable";
    2990 "a number with two underscores in a row";
    3109 "a second mutability of a variable";
    3147 "an enum without a member";
    3323 "a function with the name `constructor`";
    3441 "a function that is defined in the initialisation of a loop in assembly";
    3445 "a function with the name `fallback` or `receive` (a warning)";
    3515 "`abstract` before something else than a contract";
    3546 "something else than a type where a type must stand";
    3548 "a second data location";
    3891 "a number with an underscore behind its point";
    4110 "a second visibility of a variable";
    4403 "`using` for an operator that can't be defined";
    4531 "a dialect of assembly that does not exist";
    4538 "`throw`, which is no longer part of the language";
    4799 "something else than an element in a list of elements";
    4805 "a name as a case in assembly";
    4828 "a literal in assembly that is not a decimal or hexadecimal integer";
    4904 "a case after the default case in assembly";
    4937 "`constant` where it can't stand";
    5145 "a hexadecimal number with a unit";
    5296 "`unchecked` where no block stands";
    5333 "a file that requires another version of the compiler";
    5399 "a second `indexed`";
    5464 "a range where the length of an array must stand";
    5473 "a type in assembly";
    5568 "a builtin function of assembly that is declared";
    5620 "something else than the name of an event after `emit`";
    6165 "an exponent that starts with an underscore";
    6272 "an assignment to a builtin function of assembly";
    6326 "an import with an empty path";
    6415 "a number with an underscore in front of its exponent";
    6668 "a second list of base contracts";
    6708 "a number in assembly of more than 256 bits";
    6845 "an import whose names do not end in a path";
    6879 "a second `virtual` of a function";
    6913 "a name or literal in assembly that is neither called nor assigned";
    6931 "a second default case in assembly";
    6933 "something else than an expression or statement where one must stand";
    7104 "a builtin function of assembly that is not called";
    7319 "source text that nests too deeply";
    7576 "a name that is not declared, or not yet";
    7591 "a list of parameters that ends in a comma";
    7858 "something else than a definition or directive at the top of a file";
    8149 "`leave` outside of a function in assembly";
    8208 "an import without `from`";
    8297 "`immutable` where it can't stand";
    8657 "a user-defined type that stands for no elementary type";
    8714 "a second storage layout";
    8936 "text that is no token";
    9102 "a second `override` of a modifier";
    9106 "a state mutability of a type other than `address`";
    9125 "a second `override` of a variable";
    9182 "something else than a member of a contract where one must stand";
    9439 "a second visibility of a function";
    9478 "an import without a path or names";
    9615 "`break` or `continue` in the initialisation of a loop in assembly";
    9636 "a unary `+`";
    9680 "a second mutability of a function";
    9980 "a literal that is called in assembly";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_no_code_stands_in_it_twice() {
        let key = |row: &Row| match row.code {
            Code::Ours(number) => (0, number),
            Code::Solc(number) => (1, number),
        };
        assert!(CODES.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])));
    }
}
