//! Which cells of a frame are defined at a point of the program.

/// Two sets of cells: defined on every path to here, defined on some path to here.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    always: Vec<u64>,
    maybe: Vec<u64>,
}

impl Cells {
    /// Nothing is defined in a frame of `size` cells.
    pub(super) fn new(size: u16) -> Self {
        let blocks = usize::from(size).div_ceil(64);
        Self { always: vec![0; blocks], maybe: vec![0; blocks] }
    }

    pub(super) fn define(&mut self, cell: u16) {
        let (block, bit) = place(cell);
        self.always[block] |= bit;
        self.maybe[block] |= bit;
    }

    pub(super) fn is_defined(&self, cell: u16) -> bool {
        let (block, bit) = place(cell);
        self.always[block] & bit != 0
    }

    pub(super) fn may_be_defined(&self, cell: u16) -> bool {
        let (block, bit) = place(cell);
        self.maybe[block] & bit != 0
    }

    /// Another path arrives.
    pub(super) fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.always.iter_mut().zip(&other.always) {
            *mine &= theirs;
        }
        for (mine, theirs) in self.maybe.iter_mut().zip(&other.maybe) {
            *mine |= theirs;
        }
    }
}

fn place(cell: u16) -> (usize, u64) {
    (usize::from(cell / 64), 1 << (cell % 64))
}
