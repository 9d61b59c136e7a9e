//! The paper's model: loss, gradients, reduced map, and their variants.
//!
//! Inputs are `Z` in `R^{k x p}` with independent standard normal entries (or other
//! rotation-invariant rows, see [`parameters::Parameters::moment_ratio`]); the teacher is
//! `a*' s(Z v*)`, the student `a' s(Z v)`, `s` the leaky ReLU `max(x, slope x)` with a slope in
//! `[0, 1]` (0 is the ReLU). Vectors enter only through their Gram matrix, so everything is a
//! function of
//!
//! | name | meaning |
//! |---|---|
//! | `k` | length of `a`, at least 1 |
//! | `n` | `\|a*\|^2` |
//! | `t` | `1'a*`; `S = t^2 <= k n` |
//! | `s` | `1'a` |
//! | `r` | `a'a*` |
//! | `N` | `\|a\|^2` |
//! | `phi` | angle between `v` and `v*`, in `[0, pi]` |
//! | `u` | `t s - S` |
//!
//! [`symbolic`] writes the formulas as terms, about which identities are decided exactly.
//! [`reduced`] evaluates the reduced map over enclosures, [`unnormalised`] the one without
//! normalisation of `v`.

pub mod network;
pub mod parameters;
pub mod quantity;
pub mod reduced;
pub mod scalar;
pub mod symbolic;
pub mod unnormalised;
