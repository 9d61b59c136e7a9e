//! Values of terms: enclosures over any kind of interval, and digits that are certain.
//!
//! ```
//! use lemmabox_evaluation::Stop;
//! use lemmabox_evaluation::digits::fixed_digits;
//! use lemmabox_kernel::expr::{Dag, Unary};
//!
//! let mut dag = Dag::new();
//! let two = dag.integer(2);
//! let root = dag.unary(Unary::Sqrt, two);
//! let value = fixed_digits(&mut dag, root, 12, Stop::NEVER).unwrap();
//! assert_eq!(value.digits, "1.41421356237");
//! ```

pub mod closed;
pub mod digits;
pub mod evaluate;
mod stop;

pub use stop::Stop;
