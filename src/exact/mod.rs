//! Exact arithmetic: rationals, Q(pi), multivariate polynomials, real algebraic numbers.
