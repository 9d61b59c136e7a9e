//! The paper's model: loss, gradients, reduced map, and their variants.
