//! The order in which coordinates are chosen (the reverse of the order of projection).

use super::preprocess::Prepared;

/// Brown's heuristic: project first the variable of least degree, then of least total degree of
/// the terms it occurs in, then of fewest terms. Defined variables come last, in reverse.
pub(super) fn choose(prepared: &Prepared, variables: usize) -> Vec<usize> {
    let mut weight = vec![(0usize, 0usize, 0usize); variables];
    prepared.formula.each_literal(&mut |c| {
        for (exponents, _) in c.polynomial.terms() {
            let total: u32 = exponents.values().sum();
            for (&v, &e) in &exponents {
                let w = &mut weight[v];
                w.0 = w.0.max(e as usize);
                w.1 = w.1.max(total as usize);
                w.2 += 1;
            }
        }
    });
    let defined: Vec<usize> = prepared.definitions.iter().map(|d| d.variable).collect();
    let mut order: Vec<usize> = (0..variables).filter(|v| !defined.contains(v)).collect();
    // Variables that no longer occur come after those that do, so that they get any value.
    order.sort_by_key(|&v| (std::cmp::Reverse(weight[v]), v));
    order.extend(defined.into_iter().rev());
    order
}
