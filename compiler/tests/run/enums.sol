// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

enum Color { Red, Green, Blue }
enum Only { One }

function next(Color color) pure returns (Color) { return color == Color.Blue ? Color.Red : Color(uint8(color) + 1); }

contract Palette {
    enum Tone { Dark, Light }
    Tone constant DARK = Tone.Dark;
}

contract Enums {
    enum State { Created, Open, Closed, Gone }
    State public state = State.Open;
    Color public color;
    Palette.Tone public tone = Palette.Tone.Light;
    uint16 public beside = 7;
    Only public only;
    Color public constant BEST = Color.Blue;
    uint8 public constant LAST = uint8(type(State).max);
    mapping(Color => State) public by_color;
    mapping(address => mapping(State => Color)) public nested;
    event Changed(State indexed from, State to, Color color);
    error Stuck(State state, Color color);

    constructor(Color first, uint8 number) { color = first; by_color[first] = State(number); }

    function echo(State a, Color b, Only c, Palette.Tone d) public pure returns (State, Color, Only, Palette.Tone) { return (a, b, c, d); }
    function from8(uint8 n) public pure returns (State) { return State(n); }
    function from256(uint256 n) public pure returns (Color) { return Color(n); }
    function fromSmall(uint16 n) public pure returns (Only) { return Only(n); }
    function fromLiteral() public pure returns (State, State) { return (State(3), State.Gone); }
    function to(State s) public pure returns (uint8, uint256, uint16) { return (uint8(s), uint256(s), uint16(s)); }
    function compare(State a, State b) public pure returns (bool, bool, bool, bool, bool, bool) {
        return (a < b, a <= b, a > b, a >= b, a == b, a != b);
    }
    function bounds() public pure returns (State, State, Color, Only) {
        return (type(State).min, type(State).max, type(Color).max, type(Only).max);
    }
    function zeros() public pure returns (State s, Color c) {}
    function cycle(Color c) public pure returns (Color) { return next(next(c)); }
    function go(State to_) public {
        if (state == State.Gone) revert Stuck(state, color);
        emit Changed(state, to_, color);
        (state, color) = (to_, next(color));
        by_color[color] = to_;
        nested[msg.sender][to_] = color;
    }
    function reset() public { delete state; delete by_color[Color.Red]; delete color; }
    function choose(bool b) public pure returns (Color) { return b ? Color.Green : BEST; }
    function hash(State s) public pure returns (bytes32) { return keccak256(abi.encode(s, Color.Green)); }
    function count() public pure returns (uint256 n) { for (Color c = Color.Red; c < Color.Blue; c = next(c)) n++; }
    function order(uint8 n) public returns (State s) { (s, color) = (State(n), Color.Green); }
}

//@ deploy Enums 2 3
//@ deploy Enums 3 0
//@ deploy Enums 2 4
//@ call state()
//@ call color()
//@ call tone()
//@ call beside()
//@ call only()
//@ call BEST()
//@ call LAST()
//@ call by_color(uint8) 2
//@ call by_color(uint8) 3
//@ call nested(address,uint8) 0xca11e4 4
//@ call nested(address,uint8) 0xca11e4 256
//@ call echo(uint8,uint8,uint8,uint8) 3 2 0 1
//@ call echo(uint8,uint8,uint8,uint8) 4 2 0 1
//@ call echo(uint8,uint8,uint8,uint8) 3 3 0 1
//@ call echo(uint8,uint8,uint8,uint8) 3 2 1 1
//@ call echo(uint8,uint8,uint8,uint8) 3 2 0 2
//@ call echo(uint8,uint8,uint8,uint8) 3 2 0 -1
//@ call from8(uint8) 3
//@ call from8(uint8) 4
//@ call from8(uint8) 255
//@ call from256(uint256) 2
//@ call from256(uint256) 3
//@ call from256(uint256) 258
//@ call from256(uint256) -1
//@ call fromSmall(uint16) 0
//@ call fromSmall(uint16) 256
//@ call fromLiteral()
//@ call to(uint8) 2
//@ call compare(uint8,uint8) 1 2
//@ call compare(uint8,uint8) 3 3
//@ call compare(uint8,uint8) 3 0
//@ call bounds()
//@ call zeros()
//@ call cycle(uint8) 2
//@ call cycle(uint8) 0
//@ call go(uint8) 2
//@ call nested(address,uint8) 0xca11e4 2
//@ call by_color(uint8) 0
//@ call go(uint8) 3
//@ call go(uint8) 1
//@ call reset()
//@ call go(uint8) 4
//@ call choose(bool) 1
//@ call choose(bool) 0
//@ call hash(uint8) 3
//@ call count()
//@ call order(uint8) 2
//@ call order(uint8) 9
//@ call color()
