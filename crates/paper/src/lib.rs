//! The paper's network: its closed-form population loss and gradients, and the dynamics of
//! gradient descent on it.

pub mod dynamics;
pub mod model;
pub mod statement;
