//! The certificate format, written and read.
