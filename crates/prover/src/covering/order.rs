//! Orders in which coordinates are chosen (the reverse of the order of projection).

use super::preprocess::Prepared;

/// Orders to try, the most promising first: Brown's heuristic (project first the variable of least
/// degree, then of least total degree of the terms it occurs in, then of fewest terms), then the
/// same with one variable moved to the front or to the back. Defined variables come last, in
/// reverse.
pub(super) fn candidates(prepared: &Prepared, variables: usize) -> Vec<Vec<usize>> {
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
    let mut occurring: Vec<usize> = (0..variables).filter(|&v| weight[v].2 > 0).collect();
    occurring.sort_by_key(|&v| (std::cmp::Reverse(weight[v]), v));
    // Variables that occur no longer get any value.
    let mut rest: Vec<usize> = (0..variables)
        .filter(|&v| weight[v].2 == 0 && !defined.contains(&v))
        .collect();
    rest.extend(defined.into_iter().rev());
    let mut orders = vec![occurring.clone()];
    for front in [true, false] {
        for &v in &occurring {
            let mut moved: Vec<usize> = occurring.iter().copied().filter(|&w| w != v).collect();
            moved.insert(if front { 0 } else { moved.len() }, v);
            if !orders.contains(&moved) {
                orders.push(moved);
            }
        }
    }
    orders
        .iter_mut()
        .for_each(|order| order.extend_from_slice(&rest));
    orders
}
