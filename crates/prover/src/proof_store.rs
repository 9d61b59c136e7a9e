//! Proof trees of many boxes: parts that are done go to a temporary file, so that a proof takes
//! memory for the way to the box at hand and for little else.

use lemmabox_kernel::certificate::{
    Archive, Kept, Leaf, PART, Point, Proof, SMALLEST_PART, Tree, read_proof, write_proof,
};
use lemmabox_kernel::expr::{Expr, Var};
use rustc_hash::FxHashMap;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::SpooledTempFile;

/// The file stays in memory up to this many bytes.
const IN_MEMORY: usize = 16 << 20;

/// A subtree while the search is on.
pub struct Grown {
    /// The subtree.
    pub tree: Tree,
    /// Its nodes; `None` when parts of it were put away or it is not to be.
    nodes: Option<u32>,
}

impl Grown {
    /// A leaf.
    #[must_use]
    pub fn leaf(leaf: Leaf) -> Self {
        Self {
            tree: Tree::Leaf(leaf),
            nodes: Some(1),
        }
    }

    /// A tree that stays in memory.
    #[must_use]
    pub fn fixed(tree: Tree) -> Self {
        Self { tree, nodes: None }
    }
}

struct Inner {
    file: SpooledTempFile,
    length: u64,
    /// Terms named by the trees put away, by number.
    terms: Vec<Expr>,
    numbers: FxHashMap<Expr, usize>,
}

/// Subtrees put away.
pub struct ProofStore {
    inner: Mutex<Inner>,
}

impl ProofStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            inner: Mutex::new(Inner {
                file: tempfile::spooled_tempfile(IN_MEMORY),
                length: 0,
                terms: Vec::new(),
                numbers: FxHashMap::default(),
            }),
        })
    }

    /// A cut with both of its halves, put away when it is large.
    #[must_use]
    pub fn split(self: &Arc<Self>, variable: Var, at: Point, below: Grown, above: Grown) -> Grown {
        let nodes = match (below.nodes, above.nodes) {
            (Some(a), Some(b)) => Some(a.saturating_add(b).saturating_add(1)),
            _ => None,
        };
        let half = |half: Grown| {
            let large = half.nodes.is_some_and(|n| n >= SMALLEST_PART);
            Box::new(if nodes.is_none() && large {
                self.put_away(half.tree)
            } else {
                half.tree
            })
        };
        let tree = Tree::Split {
            variable,
            at,
            below: half(below),
            above: half(above),
        };
        match nodes {
            Some(n) if n >= PART => Grown::fixed(self.put_away(tree)),
            nodes => Grown { tree, nodes },
        }
    }

    /// The tree in the store, or the tree itself when the file cannot be written.
    fn put_away(self: &Arc<Self>, tree: Tree) -> Tree {
        let proof = Proof {
            lemmas: Vec::new(),
            tree,
        };
        match self.write(&proof) {
            Ok((place, length)) => Tree::Kept(Kept::new(self.clone(), place, length)),
            Err(_) => proof.tree,
        }
    }

    fn write(&self, proof: &Proof) -> io::Result<(u64, usize)> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner {
            file,
            length,
            terms,
            numbers,
        } = &mut *inner;
        let shared = std::cell::RefCell::new((terms, numbers));
        let mut text = Vec::new();
        write_proof(proof, &mut text, &|e| {
            let (terms, numbers) = &mut *shared.borrow_mut();
            let number = numbers.entry(e).or_insert_with(|| {
                terms.push(e);
                terms.len() - 1
            });
            number.to_string()
        })?;
        file.seek(SeekFrom::Start(*length))?;
        file.write_all(&text)?;
        let place = *length;
        *length += text.len() as u64;
        Ok((place, text.len()))
    }
}

impl Archive for ProofStore {
    fn tree(&self, place: u64, length: usize) -> io::Result<Tree> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = vec![0; length];
        inner.file.seek(SeekFrom::Start(place))?;
        inner.file.read_exact(&mut text)?;
        let text = String::from_utf8(text).map_err(io::Error::other)?;
        let terms = &inner.terms;
        let proof = read_proof(&text, &mut |number| {
            let term = number.parse().ok().and_then(|i: usize| terms.get(i));
            term.copied().ok_or_else(|| format!("no term {number}"))
        });
        Ok(proof.map_err(io::Error::other)?.tree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::certificate::{FormulaProof, Sign};
    use lemmabox_kernel::expr::Dag;

    /// A complete tree of cuts, built by `join`.
    fn complete(
        depth: u32,
        ends: &[Expr],
        join: &dyn Fn(Var, Point, Grown, Grown) -> Grown,
    ) -> Grown {
        if depth == 0 {
            return Grown::leaf(Leaf::Goal(FormulaProof::Sign {
                negated: false,
                sign: Sign::MeanValue,
            }));
        }
        let at = if depth.is_multiple_of(3) {
            Point::Constant(ends[depth as usize % ends.len()])
        } else {
            Point::Dyadic(1.0 / f64::from(depth))
        };
        let half = || complete(depth - 1, ends, join);
        join(Var(depth % 2), at, half(), half())
    }

    fn text(tree: Tree) -> String {
        let mut out = Vec::new();
        let lemmas = Vec::new();
        write_proof(&Proof { lemmas, tree }, &mut out, &|e| {
            e.index().to_string()
        })
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_tree_in_the_store_is_written_as_it_is() {
        let mut dag = Dag::new();
        let ends = [dag.pi(), dag.integer(3), dag.integer(7)];
        let store = ProofStore::new();
        let kept = complete(15, &ends, &|v, at, below, above| {
            store.split(v, at, below, above)
        });
        let plain = complete(15, &ends, &|variable, at, below, above| {
            Grown::fixed(Tree::Split {
                variable,
                at,
                below: Box::new(below.tree),
                above: Box::new(above.tree),
            })
        });
        assert!(store.inner.lock().unwrap().length > 100_000);
        assert!(!matches!(kept.tree, Tree::Kept(_)));
        assert_eq!(text(kept.tree), text(plain.tree));
    }
}
