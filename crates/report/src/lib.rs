//! Reports: what was decided, as LaTeX, Markdown, HTML, CSV and JSON, with figures.
//!
//! [`document`] says what a report holds, apart from how it is written. A new table is a
//! [`document::Table`]; every format writes every table. The bytes depend on the claims, the
//! verdicts and the version alone.

pub mod audit;
pub mod claims;
pub mod csv;
pub mod document;
pub mod figure;
pub mod fixed_points;
pub mod gap;
pub mod html;
pub mod json;
pub mod latex;
mod margin;
pub mod markdown;
pub mod peers;
mod reasons;
pub mod success;
pub mod typeset;
mod used;

pub use document::Report;
pub use margin::margin;
pub use reasons::reasons;
pub use used::{Used, is_vacuous, used};
