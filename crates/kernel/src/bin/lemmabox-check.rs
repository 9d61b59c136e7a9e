//! `lemmabox-check`: confirms certificates with the kernel and nothing else.

use lemmabox_kernel::certificate::regular;
use lemmabox_kernel::check::binding::{Stated, printable, report};
use lemmabox_kernel::check::file::{certificate_files, check_all};
use lemmabox_kernel::core_text::read_claims;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
Confirms certificates with the kernel of lemmabox and nothing else.

Usage: lemmabox-check FILES... --claims CORE

  FILES          certificates, or directories searched for *.cert
  --claims CORE  core claims that the certificates are to be about, as `lemmabox core` prints
                 them; may be given more than once. Without it no statement is compared.
  --help, --version

Exit codes: 0 all is well; 1 something is not confirmed, missing, stray or not as expected;
2 the command line is wrong or a file cannot be read.
";

/// Longest file of core claims, in bytes.
const LONGEST: u64 = 1 << 28;

enum Asked {
    Check {
        files: Vec<PathBuf>,
        claims: Option<Vec<PathBuf>>,
    },
    Words(String),
}

fn arguments() -> Result<Asked, String> {
    let (mut files, mut claims) = (Vec::new(), None);
    let mut given = std::env::args_os().skip(1);
    let mut options = true;
    while let Some(argument) = given.next() {
        match argument.to_str().filter(|_| options) {
            Some("--") => options = false,
            Some("--help" | "-h") => return Ok(Asked::Words(HELP.into())),
            Some("--version" | "-V") => {
                return Ok(Asked::Words(format!(
                    "lemmabox-check {}\n",
                    env!("CARGO_PKG_VERSION")
                )));
            }
            Some("--claims") => {
                let file = given.next().ok_or("--claims needs a file")?;
                claims
                    .get_or_insert_with(Vec::new)
                    .push(PathBuf::from(file));
            }
            Some(word) if word.starts_with("--claims=") => {
                let file = word.trim_start_matches("--claims=");
                claims
                    .get_or_insert_with(Vec::new)
                    .push(PathBuf::from(file));
            }
            Some(word) if word.starts_with('-') => {
                return Err(format!("no such option: {word}"));
            }
            _ => files.push(PathBuf::from(argument)),
        }
    }
    if files.is_empty() {
        return Err("no certificates given; --help tells more".into());
    }
    Ok(Asked::Check { files, claims })
}

fn core_claims(path: &Path) -> Result<Vec<Stated>, String> {
    let shown = path.display();
    let read = || -> io::Result<String> {
        let mut text = String::new();
        let length = regular(path)?.take(LONGEST).read_to_string(&mut text)?;
        if length as u64 == LONGEST {
            return Err(io::Error::other(format!("it has {LONGEST} bytes or more")));
        }
        Ok(text)
    };
    let text = read().map_err(|e| format!("{shown} cannot be read: {e}"))?;
    let claims = read_claims(&text).map_err(|e| format!("{shown}: {e}"))?;
    Ok(claims.iter().map(Stated::new).collect())
}

fn run(out: &mut dyn io::Write) -> Result<bool, String> {
    let written = |e: io::Error| format!("cannot write to standard output: {e}");
    let (files, claims) = match arguments()? {
        Asked::Words(words) => {
            out.write_all(words.as_bytes()).map_err(written)?;
            return Ok(true);
        }
        Asked::Check { files, claims } => (files, claims),
    };
    let paths = certificate_files(&files)
        .map_err(|(path, e)| format!("{} cannot be read: {e}", path.display()))?;
    for path in &paths {
        regular(path).map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
    }
    if paths.is_empty() && claims.is_none() {
        return Err("there is no certificate in the directories given".into());
    }
    let claims = match claims {
        None => None,
        Some(files) => {
            let mut all: Vec<Stated> = Vec::new();
            for file in files {
                all.extend(core_claims(&file)?);
            }
            Some(all)
        }
    };
    let results = check_all(&paths);
    report(&paths, &results, claims.as_deref(), out).map_err(written)
}

fn main() -> ExitCode {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let result = run(&mut out).and_then(|well| {
        out.flush()
            .map_err(|e| format!("cannot write to standard output: {e}"))?;
        Ok(well)
    });
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("lemmabox-check: {}", printable(&message));
            ExitCode::from(2)
        }
    }
}
