//! The trusted checker: num-bigint and num-rational only.
