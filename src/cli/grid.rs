//! Values of a variable on the command line.

use super::Failure;
use super::constant::{constant, constants};
use crate::audit::progression;
use crate::expr::{Claim, Dag, Expr};
use crate::lang::nearest_name;

/// A failure with what to do about it.
pub fn refuse(message: impl Into<String>, help: &str) -> Failure {
    Failure::Message {
        message: message.into(),
        help: Some(help.into()),
    }
}

/// The claim has no such variable.
pub fn unknown_variable(claim: &Claim, name: &str) -> Failure {
    let names = claim.variables.iter().map(|v| v.name.as_str());
    let help = match nearest_name(name, names.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its variables are {}", names.collect::<Vec<_>>().join(", ")),
    };
    refuse(
        format!("claim `{}` has no variable `{name}`", claim.name),
        &help,
    )
}

/// `NAME=VALUES` in two parts.
///
/// # Errors
/// A part that is missing.
pub fn assignment<'t>(option: &str, text: &'t str) -> Result<(&'t str, &'t str), Failure> {
    match text.split_once('=') {
        Some((name, values)) if !name.trim().is_empty() && !values.trim().is_empty() => {
            Ok((name.trim(), values.trim()))
        }
        _ => Err(refuse(
            format!("--{option} {text:?} is not NAME=VALUES"),
            "for example --grid 'phi=0..pi:pi/64' or --set n=1",
        )),
    }
}

/// `FROM..TO`, `FROM..TO:STEP` or `A,B,C` as closed terms of `dag`.
///
/// # Errors
/// What is wrong with them; more than `limit` values.
pub fn values_of(
    dag: &mut Dag,
    option: &str,
    text: &str,
    limit: u64,
) -> Result<Vec<Expr>, Failure> {
    let bad = |e| refuse(e, "values are FROM..TO, FROM..TO:STEP or A,B,C");
    let Some((from, rest)) = text.split_once("..") else {
        return constants(dag, option, text).map_err(bad);
    };
    let (to, step) = rest.split_once(':').unwrap_or((rest, "1"));
    let from = constant(dag, option, from).map_err(bad)?;
    let to = constant(dag, option, to).map_err(bad)?;
    let step = constant(dag, option, step).map_err(bad)?;
    progression(dag, from, to, step, limit).map_err(|e| {
        refuse(
            format!("--{option} {text:?}: {e}"),
            "mend the ends and the step",
        )
    })
}
