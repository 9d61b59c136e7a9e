//! The model and the start of one run, by numbers or by vectors.

use super::constant::{constant, constants, rational};
use crate::exact::Q;
use crate::expr::{Dag, Expr, normal::Normal};
use crate::lang::{self, expression_text};
use crate::model::network::{self, Layer};
use crate::model::parameters::Parameters;
use num_traits::One;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A list given in place or, as `@FILE`, in a file: entries separated by commas or line ends.
///
/// # Errors
/// A file that cannot be read.
pub fn vector_text(text: &str) -> Result<String, String> {
    let Some(path) = text.strip_prefix('@') else {
        return Ok(text.to_owned());
    };
    let bytes = lang::read_bytes(Path::new(path)).map_err(|e| e.to_string())?;
    let content = lang::text_of_bytes(path, &bytes)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<String>())?;
    let entries = content.lines().map(|l| l.trim().trim_end_matches(','));
    let entries: Vec<&str> = entries.filter(|l| !l.is_empty()).collect();
    Ok(entries.join(","))
}

/// The model of one run.
#[derive(Debug, clap::Args, Serialize, Deserialize)]
pub struct ModelArguments {
    /// Number of hidden units, at least 1
    #[arg(long, allow_hyphen_values = true, required_unless_present = "a_star")]
    k: Option<String>,
    /// |a*|^2 [default: 1]
    #[arg(long, allow_hyphen_values = true)]
    n: Option<String>,
    /// (1'a*)^2, between 0 and k n
    #[arg(
        long = "S",
        value_name = "S",
        allow_hyphen_values = true,
        required_unless_present = "a_star"
    )]
    square_sum: Option<String>,
    /// The teacher's a* in place of k, n and S: entries separated by commas, or @FILE
    #[arg(long, value_name = "LIST", allow_hyphen_values = true, value_parser = vector_text)]
    a_star: Option<String>,
    #[command(flatten)]
    #[serde(flatten)]
    activation: ActivationArguments,
}

/// The activation, and what the law of the inputs says of it.
#[derive(Debug, clap::Args, Serialize, Deserialize)]
pub struct ActivationArguments {
    /// Slope of the leaky ReLU, in [0, 1]
    #[arg(long, default_value = "0", allow_hyphen_values = true)]
    slope: String,
    /// 2 pi (E s(x))^2/E x^2 for one coordinate x of rotation-invariant inputs, in (0, pi/2]; 1 is
    /// Gaussian
    #[arg(
        long = "b",
        value_name = "B",
        default_value = "1",
        allow_hyphen_values = true
    )]
    moment_ratio: String,
}

impl ActivationArguments {
    /// The slope.
    ///
    /// # Errors
    /// It is no rational number.
    pub fn slope(&self) -> Result<Q, String> {
        rational("slope", &self.slope)
    }

    /// The ratio of moments.
    ///
    /// # Errors
    /// It is no rational number.
    pub fn moment_ratio(&self) -> Result<Q, String> {
        rational("b", &self.moment_ratio)
    }

    /// The option that is not at its default.
    pub fn given(&self) -> Option<&'static str> {
        let slope = (self.slope != "0").then_some("--slope");
        slope.or((self.moment_ratio != "1").then_some("--b"))
    }
}

impl ModelArguments {
    /// The teacher as it was given, for the words above a picture, without what varies.
    pub(super) fn described(&self, varied: &[&str]) -> String {
        let numbers = [("k", &self.k), ("n", &self.n), ("S", &self.square_sum)];
        let given = numbers.iter().filter_map(|(name, text)| {
            let text = text.as_ref().filter(|_| !varied.contains(name))?;
            Some(format!("{name} = {text}"))
        });
        let mut given: Vec<String> = given.collect();
        let entries = self.a_star.as_ref().map(|a| a.split(',').count());
        given.extend(entries.map(|n| format!("a* with {n} entries")));
        given.join(", ")
    }
}

/// `k`, `n` and `S` of a teacher's second layer.
///
/// # Errors
/// What is wrong with it; an `n` or `S` that is not rational.
pub fn teacher_numbers(text: &str) -> Result<[Q; 3], String> {
    let mut dag = Dag::new();
    let a_star = constants(&mut dag, "a-star", text)?;
    let [k, n, square] = network::teacher(&mut dag, &a_star);
    Ok([
        exactly(&mut dag, k, "the number of entries")?,
        exactly(&mut dag, n, "n = |a*|^2")?,
        exactly(&mut dag, square, "S = (1'a*)^2")?,
    ])
}

/// A closed term that must be rational, of a vector.
fn exactly(dag: &mut Dag, term: Expr, what: &str) -> Result<Q, String> {
    Normal::of(dag, term)
        .and_then(|n| n.as_constant())
        .ok_or_else(|| format!("--a-star: {what} must be a rational number"))
}

impl ModelArguments {
    /// The teacher's second layer, if it is given.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn teacher(&self, dag: &mut Dag) -> Result<Option<Vec<Expr>>, String> {
        let text = self.a_star.as_ref();
        text.map(|t| constants(dag, "a-star", t)).transpose()
    }

    /// The parameters. Numbers given beside `--a-star` must be those of the vector.
    ///
    /// # Errors
    /// What is wrong with them, and the mend.
    pub fn parameters(&self) -> Result<Parameters, String> {
        let [k, n, square_sum] = match &self.a_star {
            None => {
                let needed = |name: &str, text: &Option<String>| match text {
                    Some(text) => rational(name, text),
                    None => Err(format!("--{name} (or --a-star) is needed")),
                };
                let n = self.n.as_ref();
                [
                    needed("k", &self.k)?,
                    n.map_or_else(|| Ok(Q::one()), |n| rational("n", n))?,
                    needed("S", &self.square_sum)?,
                ]
            }
            Some(text) => {
                let numbers = teacher_numbers(text)?;
                let given = [("k", &self.k), ("n", &self.n), ("S", &self.square_sum)];
                for ((name, text), number) in given.into_iter().zip(&numbers) {
                    if let Some(text) = text
                        && rational(name, text)? != *number
                    {
                        return Err(format!(
                            "--{name} {text} is not that of --a-star, which is {number}: leave out --{name}"
                        ));
                    }
                }
                numbers
            }
        };
        let ratio = self.activation.moment_ratio()?;
        Parameters::new(k, n, square_sum, self.activation.slope()?)
            .and_then(|p| p.with_moment_ratio(ratio))
            .map_err(|e| e.to_string())
    }
}

/// A start by numbers or by vectors.
#[derive(Debug, clap::Args, Serialize, Deserialize)]
pub struct StartArguments {
    /// Angle between v and v* at the start [default: pi/3, the worst under the shortcut prior |w*|
    /// <= 1]
    #[arg(long, allow_hyphen_values = true)]
    phi: Option<String>,
    /// (1'a*)(1'a) - S at the start [default: -S, that is a = 0]
    #[arg(long, allow_hyphen_values = true)]
    u: Option<String>,
    /// a'a* at the start [default: 0]
    #[arg(long, allow_hyphen_values = true)]
    r: Option<String>,
    /// a at the start, in place of u and r: entries separated by commas, or @FILE
    #[arg(long, value_name = "LIST", allow_hyphen_values = true, requires = "a_star", value_parser = vector_text)]
    a: Option<String>,
    /// The teacher's w*, |1/sqrt p + w*| = 1, in place of phi: entries, or @FILE
    #[arg(long, value_name = "LIST", allow_hyphen_values = true, value_parser = vector_text)]
    w_star: Option<String>,
    /// w at the start [default: 0, a shortcut start]: entries, or @FILE
    #[arg(long, value_name = "LIST", allow_hyphen_values = true, requires = "w_star", value_parser = vector_text)]
    w: Option<String>,
}

/// A start as closed terms.
#[derive(Clone, Copy, Debug)]
pub struct StartTerms {
    /// The angle.
    pub phi: Expr,
    /// `u`.
    pub u: Expr,
    /// `r`.
    pub r: Expr,
    /// The second layer, where it is given by its entries.
    pub layer: Option<Layer>,
}

impl StartTerms {
    /// What was given, exactly: one `name = value` each.
    #[must_use]
    pub fn echo(&self, dag: &Dag) -> Vec<(&'static str, String)> {
        [("phi", self.phi), ("u", self.u), ("r", self.r)]
            .map(|(name, e)| (name, expression_text(dag, &[], e)))
            .to_vec()
    }
}

impl StartArguments {
    /// Whether `1'a = 0` was left as it is by default.
    #[must_use]
    pub fn is_centred(&self) -> bool {
        self.u.is_none() && self.a.is_none()
    }

    /// Closed terms for the start. Numbers given beside vectors must be those of the vectors.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn terms(
        &self,
        dag: &mut Dag,
        model: &ModelArguments,
        parameters: &Parameters,
    ) -> Result<StartTerms, String> {
        let number = |dag: &mut Dag, name: &str, text: &Option<String>| {
            text.as_ref().map(|t| constant(dag, name, t)).transpose()
        };
        let layer = match (&self.a, model.teacher(dag)?) {
            (Some(text), Some(a_star)) => {
                let a = constants(dag, "a", text)?;
                Some(network::layer(dag, &a, &a_star).map_err(|e| e.to_string())?)
            }
            _ => None,
        };
        let phi = number(dag, "phi", &self.phi)?;
        let phi = match self.direction(dag)? {
            Some(angle) => agreed(dag, "phi", phi, Some(angle))?,
            None => phi,
        };
        let (u, r) = (number(dag, "u", &self.u)?, number(dag, "r", &self.r)?);
        let u = agreed(dag, "u", u, layer.map(|l| l.u))?;
        let r = agreed(dag, "r", r, layer.map(|l| l.r))?;
        Ok(StartTerms {
            phi: match phi {
                Some(phi) => phi,
                None => constant(dag, "phi", "pi/3")?,
            },
            u: u.unwrap_or_else(|| dag.rational(-parameters.square_sum.clone())),
            r: r.unwrap_or_else(|| dag.integer(0)),
            layer,
        })
    }

    /// The angle of `--w` and `--w-star`.
    fn direction(&self, dag: &mut Dag) -> Result<Option<Expr>, String> {
        let Some(w_star) = &self.w_star else {
            return Ok(None);
        };
        direction(dag, self.w.as_deref(), w_star).map(Some)
    }
}

/// The angle of the directions given by `w` (0 unless given) and `w*`.
///
/// # Errors
/// What is wrong with them.
pub fn direction(dag: &mut Dag, w: Option<&str>, w_star: &str) -> Result<Expr, String> {
    let w_star = constants(dag, "w-star", w_star)?;
    let w = match w {
        Some(text) => constants(dag, "w", text)?,
        None => vec![dag.integer(0); w_star.len()],
    };
    network::start_angle(dag, &w, &w_star).map_err(|e| e.to_string())
}

/// A number that may be given twice, by itself and by vectors.
fn agreed(
    dag: &mut Dag,
    name: &'static str,
    number: Option<Expr>,
    of_vectors: Option<Expr>,
) -> Result<Option<Expr>, String> {
    let (Some(x), Some(y)) = (number, of_vectors) else {
        return Ok(number.or(of_vectors));
    };
    if network::same(dag, x, y, name).map_err(|e| e.to_string())? {
        return Ok(Some(x));
    }
    let own = expression_text(dag, &[], y);
    Err(format!(
        "--{name} is not that of the vectors, which is {own}: leave out --{name}"
    ))
}
