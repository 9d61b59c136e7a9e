//! Rigorous orbits, basins and success probabilities of the reduced map.
