//! `lemmabox merge`.

use super::whole_file::write_whole;
use super::{Failure, Outcome, Output, basin, success, sweep, verify};
use crate::journal::{Joined, MergeError};
use rustc_hash::FxHashSet;
use std::io;
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox merge *.journal                                  what the unsharded run prints
  lemmabox merge *.journal --json --out report.json
  lemmabox merge *.journal --certificate out                the certificates of the claims
  lemmabox merge *.journal --csv points.csv                 the table of `sweep --shard`

The shards are the journals of `verify`, `sweep`, `basin` or `success` with --shard I/N, all N of
them. Exit code 4: they are not all shards of one run (a gap, an overlap, different claims,
options or versions); otherwise that of the unsharded run.";

/// Arguments of `lemmabox merge`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The journals of all shards, in any order
    #[arg(value_name = "SHARDS", required = true)]
    shards: Vec<PathBuf>,
    /// Write what would be printed to this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// JSON in place of the table
    #[arg(long)]
    json: bool,
    /// Leave out the seconds
    #[arg(long)]
    no_timing: bool,
    /// Write the certificates of `verify` into this directory
    #[arg(long, value_name = "DIR")]
    certificate: Option<PathBuf>,
    /// Write a row for each point of a `sweep` to this file
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Counterexamples in the table of a `sweep`
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    show: usize,
    /// Write a picture of a `basin` (one or two axes)
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Write that picture as PNG
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
}

/// Joins the shards of one run and prints what the run would have printed.
///
/// # Errors
/// Shards that do not make one run, and failures of reading and writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let joined = Joined::open(&arguments.shards).map_err(|e| {
        let (help, message) = (help(&e).to_owned(), e.to_string());
        match e {
            // A file that cannot be read says nothing of the others.
            MergeError::File(..) => Failure::Message {
                message,
                help: Some(help),
            },
            _ => Failure::Shards { message, help },
        }
    })?;
    let command = joined.header().command.as_str();
    for (option, given, only) in [
        ("--certificate", arguments.certificate.is_some(), "verify"),
        ("--csv", arguments.csv.is_some(), "sweep"),
        ("--svg", arguments.svg.is_some(), "basin"),
        ("--png", arguments.png.is_some(), "basin"),
    ] {
        if given && command != only {
            return Err(Failure::Message {
                message: format!(
                    "{option} is for shards of `{only}`, and these are of `{command}`"
                ),
                help: None,
            });
        }
    }
    let Some(path) = &arguments.out else {
        return print(arguments, &joined, out);
    };
    let mut outcome = Ok(Outcome::AsExpected);
    let written = write_whole(path, |file| {
        let mut inner = Output::to(file);
        outcome = print(arguments, &joined, &mut inner);
        match &outcome {
            Ok(_) => inner.finish(),
            Err(e) => Err(io::Error::other(e.to_string())),
        }
    });
    let outcome = outcome?;
    written.map(|()| outcome)
}

fn print(arguments: &Arguments, joined: &Joined, out: &mut Output) -> Result<Outcome, Failure> {
    let header = joined.header();
    let (json, timing) = (arguments.json, !arguments.no_timing);
    match header.command.as_str() {
        "verify" => {
            let printing = verify::Printing {
                json,
                timing,
                certificate: arguments.certificate.as_deref(),
                written: FxHashSet::default(),
                errors: &[],
            };
            verify::merged(header, joined, &printing, out)
        }
        "sweep" => {
            let about: sweep::About =
                serde_json::from_value(header.about.clone()).map_err(io::Error::from)?;
            let standard_output = PathBuf::from("-");
            let printing = sweep::Printing {
                csv: arguments.csv.as_deref(),
                json: json.then_some(standard_output.as_path()),
                show: arguments.show,
            };
            sweep::present(&about, joined, &printing, out)
        }
        "basin" => {
            let printing = basin::Printing {
                svg: arguments.svg.as_deref(),
                png: arguments.png.as_deref(),
                json,
            };
            basin::merged(header, joined.limits(), joined, &printing, out)
        }
        "success" => success::merged(header, joined.limits(), joined, json, timing, out),
        other => Err(Failure::Message {
            message: format!("there is no `{other}` to merge"),
            help: None,
        }),
    }
}

fn help(error: &MergeError) -> &'static str {
    match error {
        MergeError::File(..) => "give the files of --journal, and no others",
        MergeError::Version { .. } => "merge with the version that made the shards",
        MergeError::Differ { .. } => "give the same options and claim files to every shard",
        MergeError::Overlap { .. } => "give each shard once",
        MergeError::Gap { .. } => "run the shards that are missing",
        MergeError::Unfinished { .. } => "a journal goes on where it ended",
        MergeError::Disagree { .. } => "run one of the two again, on the other's machine",
    }
}
