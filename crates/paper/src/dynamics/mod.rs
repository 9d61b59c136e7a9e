//! Rigorous orbits, basins and success probabilities of the reduced map.

pub mod apart;
pub mod ball;
pub mod basin;
pub mod cycle;
pub mod distance;
pub mod distribution;
pub mod divergence;
pub mod enclosed;
mod every_start;
mod fate;
pub mod monte_carlo;
pub mod necessary;
pub mod orbit;
pub mod order;
pub mod parts;
pub mod paving;
pub mod picture;
pub mod random_teacher;
pub mod region;
pub mod sampled;
pub mod schedule;
pub mod simulate;
pub mod success;
pub mod sufficient;
mod summable;
pub mod unnormalised;

pub use cycle::Cycle;
pub use enclosed::EnclosedSet;
pub use orbit::{Limits, Orbit, Outcome, Why, follow};
pub use region::{Attractor, Region, attracting_region};
pub use schedule::{Phase, Schedule};
