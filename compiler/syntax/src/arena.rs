//! Typed ids and the vectors behind them.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};
use std::sync::Arc;

/// The place of a `T` in the [`Arena`] that issued it. Ids are small, copyable, and unique over all files of an `Ast`.
pub struct Id<T> {
    index: u32,
    node: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The id of the node at this place.
    #[must_use]
    pub fn from_index(index: usize) -> Self {
        Self { index: u32::try_from(index).expect("an arena holds fewer than 2^32 nodes"), node: PhantomData }
    }

    /// The place, to index a side table with.
    #[must_use]
    pub fn index(self) -> usize {
        self.index as usize
    }
}

// Derived impls would ask the same of `T`.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.index.cmp(&other.index)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = std::any::type_name::<T>();
        write!(f, "{}#{}", path.rsplit("::").next().unwrap_or(path), self.index)
    }
}

/// All nodes of one kind. Nodes are added, never removed.
#[derive(Clone, Debug)]
pub struct Arena<T> {
    nodes: Vec<T>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { nodes: Vec::new() }
    }
}

impl<T> Arena<T> {
    /// Adds a node.
    pub fn alloc(&mut self, node: T) -> Id<T> {
        let id = Id::from_index(self.nodes.len());
        self.nodes.push(node);
        id
    }

    /// The number of nodes: the length a side table needs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True when there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All nodes with their ids, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (Id<T>, &T)> {
        self.nodes.iter().enumerate().map(|(index, node)| (Id::from_index(index), node))
    }
}

impl<T> Index<Id<T>> for Arena<T> {
    type Output = T;
    fn index(&self, id: Id<T>) -> &T {
        &self.nodes[id.index()]
    }
}

impl<T> IndexMut<Id<T>> for Arena<T> {
    fn index_mut(&mut self, id: Id<T>) -> &mut T {
        &mut self.nodes[id.index()]
    }
}

/// An interned name: equal symbols are equal names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

/// The names behind the symbols.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    names: Vec<Arc<str>>,
    symbols: HashMap<Arc<str>, Symbol>,
}

impl Interner {
    /// The symbol of a name; the same name gives the same symbol.
    pub fn intern(&mut self, name: &str) -> Symbol {
        if let Some(symbol) = self.symbols.get(name) {
            return *symbol;
        }
        let symbol = Symbol(u32::try_from(self.names.len()).expect("fewer than 2^32 names"));
        let shared: Arc<str> = name.into();
        self.names.push(Arc::clone(&shared));
        self.symbols.insert(shared, symbol);
        symbol
    }

    /// The name of a symbol.
    #[must_use]
    pub fn name(&self, symbol: Symbol) -> &str {
        &self.names[symbol.0 as usize]
    }

    /// The symbol of a name that has been interned, if it has.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Symbol> {
        self.symbols.get(name).copied()
    }
}
