//! Functions that call each other: the strongly connected components of the call graph (Tarjan 1972).

use super::module::{FuncId, Module};

/// A module's functions in components: two belong to one if each calls the other, directly or not.
#[derive(Clone, Debug)]
pub struct Components {
    callees_first: Vec<Vec<FuncId>>,
    /// By function, the number of its component; none while that isn't whole.
    number: Vec<Option<usize>>,
    is_recursive: Vec<bool>,
}

impl Components {
    /// Finds the components of all functions.
    pub fn new(module: &Module) -> Self {
        let callees: Vec<Vec<FuncId>> = module.functions().map(|(_, function)| function.callees().collect()).collect();
        let mut components = Self {
            callees_first: Vec::new(),
            number: vec![None; callees.len()],
            is_recursive: vec![false; callees.len()],
        };
        let mut search = Search { visited: 0, place: vec![None; callees.len()], open: Vec::new() };
        for (start, _) in module.functions() {
            if search.place[index(start)].is_none() {
                components.add_reached(&callees, &mut search, start);
            }
        }
        components
    }

    /// All components, each behind those that its functions call.
    pub fn callees_first(&self) -> &[Vec<FuncId>] {
        &self.callees_first
    }

    /// The position of a function's component in [`Self::callees_first`].
    pub fn of(&self, function: FuncId) -> usize {
        self.number[index(function)].expect("each function is in a component")
    }

    /// Whether a function calls itself, directly or not.
    pub fn is_recursive(&self, function: FuncId) -> bool {
        self.is_recursive[index(function)]
    }

    fn add_reached(&mut self, callees: &[Vec<FuncId>], search: &mut Search, start: FuncId) {
        // Of each function on the way here: its place, the least place that it leads back to, and its callees to come.
        let mut way = vec![(start, search.enter(start), callees[index(start)].iter())];
        while let Some((function, lowest, rest)) = way.last_mut() {
            let function = *function;
            if let Some(&callee) = rest.next() {
                self.is_recursive[index(function)] |= callee == function;
                match search.place[index(callee)] {
                    None => way.push((callee, search.enter(callee), callees[index(callee)].iter())),
                    Some(place) if self.number[index(callee)].is_none() => *lowest = place.min(*lowest),
                    Some(_) => {}
                }
                continue;
            }
            let lowest = *lowest;
            way.pop();
            if let Some((_, below, _)) = way.last_mut() {
                *below = lowest.min(*below);
            }
            if search.place[index(function)] == Some(lowest) {
                self.add(search.close(function));
            }
        }
    }

    fn add(&mut self, component: Vec<FuncId>) {
        for &function in &component {
            self.number[index(function)] = Some(self.callees_first.len());
            self.is_recursive[index(function)] |= component.len() > 1;
        }
        self.callees_first.push(component);
    }
}

struct Search {
    visited: usize,
    /// By function, in which place it was visited.
    place: Vec<Option<usize>>,
    /// Functions whose components are not whole, in the order of their visits.
    open: Vec<FuncId>,
}

impl Search {
    fn enter(&mut self, function: FuncId) -> usize {
        let place = self.visited;
        self.visited += 1;
        self.place[index(function)] = Some(place);
        self.open.push(function);
        place
    }

    /// The component that a function was the first of.
    fn close(&mut self, first: FuncId) -> Vec<FuncId> {
        let at = self.open.iter().rposition(|&open| open == first).expect("its component is not whole");
        self.open.split_off(at)
    }
}

fn index(function: FuncId) -> usize {
    function.0 as usize
}
