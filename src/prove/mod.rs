//! The prover: one file a strategy, and the branch and bound over them.
