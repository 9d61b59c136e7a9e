//! Enclosures: f64 outward intervals over CORE-MATH and MPFR intervals at any precision.
