//! What the paper states, put into the claims about its constants.

use super::Failure;
use crate::expr::Source;
use crate::lang::{self, Diagnostic, Located};
use crate::session;
use crate::statement::{Constant, Statement, Status};
use std::path::Path;

/// Reads the file of `--paper`.
///
/// # Errors
/// A file that cannot be read, and what is wrong in it.
pub(super) fn read(path: &Path) -> Result<Statement, Failure> {
    let bytes = lang::read_bytes(path).map_err(|e| unread(&e))?;
    let text = lang::text_of_bytes(&path.display().to_string(), &bytes);
    let text = text.map_err(|errors| unread(&errors[0]))?;
    Statement::read(text).map_err(|e| refuse(path, e.to_string().trim_end(), None))
}

/// What keeps a file from being read is no error in the claims.
fn unread(why: &Diagnostic) -> Failure {
    Failure::Message {
        message: why.message.clone(),
        help: None,
    }
}

fn refuse(path: &Path, what: &str, help: Option<String>) -> Failure {
    Failure::Message {
        message: format!("{}: {what}", path.display()),
        help,
    }
}

/// Gives every claim whose constant the paper states that constant and its source.
///
/// # Errors
/// Those of [`read`]; a constant of no claim, or of one without a `best` clause; one that is no
/// closed term.
pub(super) fn state(path: Option<&Path>, claims: &mut [Located]) -> Result<(), Failure> {
    let Some(path) = path else {
        return Ok(());
    };
    for (name, constant) in read(path)?.constants {
        let bad =
            |what: String, help| Err(refuse(path, &format!("constants.{name}: {what}"), help));
        let Some(at) = claims.iter().position(|l| l.claim.name == name) else {
            let names = claims.iter().map(|l| l.claim.name.as_str());
            let help = match lang::nearest_name(&name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name the file that holds it, too".into(),
            };
            return bad("no claim has this name".into(), Some(help));
        };
        let located = &mut claims[at];
        if located.claim.best.is_none() {
            let help = "a constant belongs to a claim with a `best` clause";
            return bad("this claim has none to state".into(), Some(help.into()));
        }
        let value = session::constant(&mut located.claim.dag, &constant.stated);
        if let Err(why) = value.and_then(|value| located.state(value)) {
            return bad(format!("stated = {:?}: {why}", constant.stated), None);
        }
        located.claim.source = Some(source(&constant));
    }
    Ok(())
}

fn source(constant: &Constant) -> Source {
    match constant.status {
        Status::Verified if constant.place.is_empty() => Source::Paper,
        Status::Verified | Status::Unverified => Source::Other(constant.source()),
    }
}
