//! Tables, figures and JSON.
