//! Hypothesis ablation and best constants.
