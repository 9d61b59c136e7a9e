//! The trusted checker: num-bigint and num-rational only.

pub mod arithmetic;
pub mod dyadic;
pub mod elementary;
pub mod integer;
