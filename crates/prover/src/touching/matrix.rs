//! Dense square matrices of doubles, for what is only guessed: nothing here is exact.

/// A dense square matrix of doubles.
#[derive(Clone)]
pub(super) struct Matrix {
    n: usize,
    entries: Vec<f64>,
}

impl Matrix {
    pub(super) fn zero(n: usize) -> Self {
        Self {
            n,
            entries: vec![0.0; n * n],
        }
    }

    pub(super) fn n(&self) -> usize {
        self.n
    }

    pub(super) fn get(&self, i: usize, j: usize) -> f64 {
        self.entries[i * self.n + j]
    }

    pub(super) fn set(&mut self, i: usize, j: usize, x: f64) {
        self.entries[i * self.n + j] = x;
    }

    pub(super) fn set_both(&mut self, i: usize, j: usize, x: f64) {
        self.set(i, j, x);
        self.set(j, i, x);
    }

    pub(super) fn add_scaled(&mut self, other: &Self, t: f64) {
        if t != 0.0 {
            for (a, b) in self.entries.iter_mut().zip(&other.entries) {
                *a += t * b;
            }
        }
    }

    pub(super) fn norm(&self) -> f64 {
        self.entries.iter().fold(0.0, |m, x| m.max(x.abs()))
    }

    pub(super) fn trace(&self) -> f64 {
        (0..self.n).map(|i| self.get(i, i)).sum()
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let n = self.n;
        let mut out = Self::zero(n);
        for i in 0..n {
            for k in 0..n {
                let a = self.entries[i * n + k];
                if a != 0.0 {
                    for j in 0..n {
                        out.entries[i * n + j] += a * other.entries[k * n + j];
                    }
                }
            }
        }
        out
    }

    pub(super) fn trace_of_product(&self, other: &Self) -> f64 {
        let n = self.n;
        let mut sum = 0.0;
        for i in 0..n {
            for j in 0..n {
                sum += self.entries[i * n + j] * other.entries[j * n + i];
            }
        }
        sum
    }

    /// Lower factor of the Cholesky factorisation of a definite matrix.
    pub(super) fn cholesky(&self) -> Option<Self> {
        let n = self.n;
        let mut l = Self::zero(n);
        for i in 0..n {
            for j in 0..=i {
                let dot: f64 = (0..j).map(|k| l.get(i, k) * l.get(j, k)).sum();
                let rest = self.get(i, j) - dot;
                if i == j {
                    if rest.is_nan() || rest <= 0.0 {
                        return None;
                    }
                    l.set(i, i, rest.sqrt());
                } else {
                    l.set(i, j, rest / l.get(j, j));
                }
            }
        }
        Some(l)
    }

    pub(super) fn is_definite(&self) -> bool {
        self.cholesky().is_some()
    }

    /// Solution of a definite system.
    pub(super) fn solve(&self, right: &[f64]) -> Option<Vec<f64>> {
        let l = self.cholesky()?;
        let n = self.n;
        let mut x = right.to_vec();
        for i in 0..n {
            let dot: f64 = (0..i).map(|k| l.get(i, k) * x[k]).sum();
            x[i] = (x[i] - dot) / l.get(i, i);
        }
        for i in (0..n).rev() {
            let dot: f64 = (i + 1..n).map(|k| l.get(k, i) * x[k]).sum();
            x[i] = (x[i] - dot) / l.get(i, i);
        }
        Some(x)
    }

    pub(super) fn inverse(&self) -> Option<Self> {
        let n = self.n;
        let mut out = Self::zero(n);
        for j in 0..n {
            let mut unit = vec![0.0; n];
            unit[j] = 1.0;
            for (i, y) in self.solve(&unit)?.into_iter().enumerate() {
                out.set(i, j, y);
            }
        }
        Some(out)
    }

    /// Eigenvalues and, by column, eigenvectors of a symmetric matrix (Jacobi's method).
    pub(super) fn eigen(&self) -> (Vec<f64>, Self) {
        let n = self.n;
        let mut a = self.clone();
        let mut v = Self::zero(n);
        for i in 0..n {
            v.set(i, i, 1.0);
        }
        for _ in 0..60 {
            let mut off = 0.0;
            for p in 0..n {
                for q in p + 1..n {
                    let apq = a.get(p, q);
                    off += apq * apq;
                    if apq == 0.0 {
                        continue;
                    }
                    let theta = (a.get(q, q) - a.get(p, p)) / (2.0 * apq);
                    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                    let t = if theta == 0.0 { 1.0 } else { t };
                    let c = 1.0 / (t * t + 1.0).sqrt();
                    let s = t * c;
                    for k in 0..n {
                        let (x, y) = (a.get(k, p), a.get(k, q));
                        a.set(k, p, c * x - s * y);
                        a.set(k, q, s * x + c * y);
                    }
                    for k in 0..n {
                        let (x, y) = (a.get(p, k), a.get(q, k));
                        a.set(p, k, c * x - s * y);
                        a.set(q, k, s * x + c * y);
                    }
                    for k in 0..n {
                        let (x, y) = (v.get(k, p), v.get(k, q));
                        v.set(k, p, c * x - s * y);
                        v.set(k, q, s * x + c * y);
                    }
                }
            }
            if off < 1e-24 * (1.0 + a.norm()) {
                break;
            }
        }
        ((0..n).map(|i| a.get(i, i)).collect(), v)
    }
}
