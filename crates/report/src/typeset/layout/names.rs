//! Which terms get a name of the report's own, and what these names begin with.

use lemmabox_kernel::expr::{Dag, Expr};
use rustc_hash::FxHashMap;

/// Claims whose terms, written out as trees, have more nodes name their shared subterms.
const WRITTEN_OUT: u64 = 400;
/// Shared subterms of at least this many nodes get a name, in claims that name any.
const SHARED: u64 = 8;
/// Subterms nested deeper get a name, so that nothing here recurses further.
const DEEP: usize = 40;

/// The subterms of these terms that get a name, each with its number, from 1.
pub(super) fn named(dag: &Dag, roots: &[Expr]) -> FxHashMap<Expr, usize> {
    let order = dag.reachable(roots);
    let mut uses: FxHashMap<Expr, u32> = FxHashMap::default();
    let mut size: FxHashMap<Expr, u64> = FxHashMap::default();
    for &e in &order {
        let mut nodes = 1u64;
        for c in dag.children(e) {
            nodes = nodes.saturating_add(size[&c]);
            *uses.entry(c).or_default() += 1;
        }
        size.insert(e, nodes);
    }
    let total = roots.iter().fold(0u64, |t, e| t.saturating_add(size[e]));
    let share = total > WRITTEN_OUT;
    for e in roots {
        *uses.entry(*e).or_default() += 1;
    }
    let mut named = FxHashMap::default();
    let mut level: FxHashMap<Expr, usize> = FxHashMap::default();
    for &e in &order {
        let height = dag.children(e).map(|c| level[&c] + 1).max().unwrap_or(0);
        let shared = share && size[&e] >= SHARED && uses.get(&e).is_some_and(|n| *n > 1);
        if shared || height >= DEEP {
            named.insert(e, named.len() + 1);
            level.insert(e, 0);
        } else {
            level.insert(e, height);
        }
    }
    named
}

/// A letter that none of the names begins with.
pub(super) fn stem<'n>(names: impl Iterator<Item = &'n str>) -> &'static str {
    let names: Vec<&str> = names.collect();
    ["tau", "omega", "Xi", "lambda"]
        .into_iter()
        .find(|s| !names.iter().any(|name| name.starts_with(s)))
        .unwrap_or("term")
}
