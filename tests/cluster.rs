//! Long runs: shards joined, runs killed and taken up again.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

fn program() -> PathBuf {
    assert_cmd::cargo::cargo_bin!("lemmabox").to_path_buf()
}

fn lemmabox(arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(program())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .assert()
}

/// Exit code and standard output.
fn output(arguments: &[&str]) -> (Option<i32>, Vec<u8>) {
    let done = lemmabox(arguments);
    let out = done.get_output();
    (out.status.code(), out.stdout.clone())
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Runs all shards of a command, last first, and gives their journals.
fn shards(directory: &Path, command: &[&str], count: u64) -> Vec<String> {
    let mut paths = Vec::new();
    for i in (1..=count).rev() {
        let path = text(&directory.join(format!("{}-{i}-of-{count}", command[0])));
        let shard = format!("{i}/{count}");
        let mut all = command.to_vec();
        all.extend(["--shard", &shard, "--journal", &path]);
        lemmabox(&all).code(0);
        paths.push(path);
    }
    paths
}

/// Files of a directory by name.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(directory)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect()
}

/// Proved, refuted, refuted though expected proved, undecided, and a claim that rests on an open
/// lemma.
const CLAIMS: &str = r#"
claim square "a square" { for x in [-2, 2] show x^2 >= 0 }
claim cosine "a bound of the cosine" { for x in [0, 3] show cos(x) >= 1 - x^2/2 - 1/1000 }
claim wrong "no bound" { for x in [0, 1] show x^2 >= x expect refuted }
claim surprise "expected otherwise" { for x in [0, 1] show x <= 1/2 }
claim open "beyond a few boxes" {
  for x in [0, 1000]
  show sin(x) + sin(x + 1) <= 176/100
}
claim resting "uses it" { for z in [-1, 1] use open(x = z + 1) show z^2 + 1 >= 0 }
"#;

const BASIN: &[&str] = &[
    "basin",
    "--k",
    "9",
    "--S",
    "0.81",
    "--eta-a",
    "0.05",
    "--eta-w",
    "0.05",
    "--vary",
    "phi=0..pi",
    "--vary",
    "r=-1..1",
    "--undecided",
    "0.1",
    "--steps",
    "5000",
    "--parts",
    "6",
];
const SUCCESS: &[&str] = &[
    "success",
    "--k",
    "4,9",
    "--eta-a",
    "0.02",
    "--eta-w",
    "1",
    "--width",
    "0.3",
    "--steps",
    "3000",
    "--samples",
    "50",
    "--parts",
    "5",
];

fn with<'a>(command: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [command, more].concat()
}

#[test]
fn shards_of_verify_make_the_unsharded_table_and_certificates() {
    let directory = tempfile::tempdir().unwrap();
    let d = directory.path();
    let claims = text(&d.join("claims.lemma"));
    fs::write(&claims, CLAIMS).unwrap();
    let whole = text(&d.join("whole"));
    let verify = [
        "verify",
        &claims,
        "--max-boxes",
        "20",
        "--timeout",
        "0",
        "--threads",
        "1",
    ];
    let command = with(&verify, &["--certificate", &whole]);
    let table = output(&with(&command, &["--no-timing"]));
    let json = output(&with(&command, &["--no-timing", "--json"]));
    // Something is not as expected, and something undecided.
    assert_eq!(table.0, Some(1));
    let said = String::from_utf8_lossy(&table.1).into_owned();
    assert!(said.contains("it rests on `open`"), "{said}");
    assert!(said.contains("refuted    "), "{said}");
    let certificates = files(Path::new(&whole));
    assert!(certificates.contains_key("cosine.cert") && certificates.contains_key("wrong.cert"));
    assert!(!certificates.contains_key("resting.cert"));
    for count in [1, 2, 3, 9] {
        let parts = shards(d, &command, count);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let merge = with(&["merge", "--no-timing"], &parts);
        assert_eq!(output(&merge), table, "{count} shards");
        let joined = d.join(format!("joined-{count}"));
        let (dir, file) = (text(&joined), text(&d.join("out.json")));
        let printed = output(&with(
            &merge,
            &["--json", "--certificate", &dir, "--out", &file],
        ));
        assert_eq!((printed.0, fs::read(&file).unwrap()), json);
        assert_eq!(files(&joined), certificates, "{count} shards");
    }
    // Certificates that were merged are certificates.
    lemmabox(&["check", &text(&d.join("joined-3"))]).code(0);
}

#[test]
fn shards_of_a_sweep_make_the_unsharded_rows() {
    let directory = tempfile::tempdir().unwrap();
    let d = directory.path();
    let (csv, json) = (text(&d.join("whole.csv")), text(&d.join("whole.json")));
    let sweep = [
        "sweep",
        "proofs",
        "--claim",
        "K4_sharper",
        "--grid",
        "phi=28/10..pi:1/50",
    ];
    let table = output(&with(&sweep, &["--csv", &csv, "--json", &json]));
    assert!(fs::read_to_string(&csv).unwrap().contains("counterexample"));
    for count in [1, 2, 5, 40] {
        let parts = shards(d, &sweep, count);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let (c, j) = (text(&d.join("joined.csv")), text(&d.join("joined.json")));
        let merge = with(&["merge"], &parts);
        assert_eq!(
            output(&with(&merge, &["--csv", &c])),
            table,
            "{count} shards"
        );
        assert_eq!(fs::read(&c).unwrap(), fs::read(&csv).unwrap());
        lemmabox(&with(&merge, &["--json", "--out", &j]));
        assert_eq!(fs::read(&j).unwrap(), fs::read(&json).unwrap());
    }
}

#[test]
fn shards_of_a_basin_and_of_success_make_the_unsharded_output() {
    let directory = tempfile::tempdir().unwrap();
    let d = directory.path();
    let svg = text(&d.join("whole.svg"));
    let whole = output(&with(BASIN, &["--json", "--svg", &svg]));
    assert_eq!(whole.0, Some(0));
    for count in [1, 2, 8] {
        let parts = shards(d, BASIN, count);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let picture = text(&d.join("joined.svg"));
        let merge = with(&["merge", "--json", "--svg", &picture], &parts);
        assert_eq!(output(&merge), whole, "{count} shards");
        assert_eq!(fs::read(&picture).unwrap(), fs::read(&svg).unwrap());
    }
    let table = output(&with(SUCCESS, &["--no-timing"]));
    let json = output(&with(SUCCESS, &["--no-timing", "--json"]));
    assert_eq!(table.0, Some(0), "{}", String::from_utf8_lossy(&table.1));
    for count in [2, 3] {
        let parts = shards(d, SUCCESS, count);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let merge = with(&["merge", "--no-timing"], &parts);
        assert_eq!(output(&merge), table, "{count} shards");
        assert_eq!(output(&with(&merge, &["--json"])), json, "{count} shards");
    }
}

#[test]
fn what_is_no_whole_run_is_refused_with_a_word_and_code_4() {
    let directory = tempfile::tempdir().unwrap();
    let d = directory.path();
    let claims = text(&d.join("claims.lemma"));
    fs::write(&claims, CLAIMS).unwrap();
    let verify = ["verify", &claims, "--claim", "square", "--claim", "wrong"];
    let parts = shards(d, &verify, 3);
    let refused_with = |code: i32, shards: &[&str], word: &str| {
        let done = lemmabox(&with(&["merge"], shards)).code(code);
        let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(said.contains(word), "{word}: {said}");
        assert!(done.get_output().stdout.is_empty());
    };
    let refused = |shards: &[&str], word: &str| refused_with(4, shards, word);
    let [third, second, first] = [&parts[0], &parts[1], &parts[2]].map(String::as_str);
    lemmabox(&["merge", first, second, third]).code(0);
    refused(&[first, third], "gap: of 3 shards, 2 is missing");
    let copy = text(&d.join("copy"));
    fs::copy(first, &copy).unwrap();
    refused(&[first, second, third, &copy], "overlap");
    // The same shard of runs that differ in one thing.
    let path = text(&d.join("other"));
    let other = |command: &[&str], shard: &str| {
        let _ = fs::remove_file(&path);
        lemmabox(&with(command, &["--shard", shard, "--journal", &path])).code(0);
    };
    other(&with(&verify, &["--precision", "256"]), "2/3");
    refused(&[first, &path, third], "options differ: precision");
    other(&with(&verify, &["--max-boxes", "7"]), "2/3");
    refused(&[first, &path, third], "options differ: max_boxes");
    other(&verify, "2/4");
    refused(&[first, &path, third], "numbers of shards differ");
    other(
        &["verify", &claims, "--claim", "square", "--claim", "cosine"],
        "2/3",
    );
    refused(&[first, &path, third], "choices of claims differ");
    let changed = text(&d.join("changed.lemma"));
    fs::write(&changed, CLAIMS.replace("x in [-2, 2]", "x in [-2, 3]")).unwrap();
    other(
        &["verify", &changed, "--claim", "square", "--claim", "wrong"],
        "2/3",
    );
    refused(&[first, &path, third], "claims differ: square");
    // An older version, a shard cut short, a file changed by one letter, a file of another kind.
    let sealed = fs::read_to_string(second).unwrap();
    let cut = sealed.trim_end().rfind('\n').unwrap() + 1;
    fs::write(&path, &sealed[..cut]).unwrap();
    refused(&[first, &path, third], "unfinished");
    fs::write(
        &path,
        sealed.replacen(env!("CARGO_PKG_VERSION"), "0.0.9", 1),
    )
    .unwrap();
    // What cannot be read is no shard at all.
    refused_with(2, &[first, &path, third], "no journal");
    fs::write(&path, "notes\n").unwrap();
    refused_with(2, &[first, &path, third], "no journal");
    refused_with(2, &[first, &text(d), third], "journal");
    refused_with(2, &[first, &text(&d.join("missing")), third], "missing");
    lemmabox(&["merge", first, second, third, "--csv", "x.csv"]).code(2);
    lemmabox(&["verify", &claims, "--shard", "4/3", "--journal", &copy]).code(2);
    lemmabox(&["verify", &claims, "--shard", "1/3"]).code(2);
}

/// Starts a run again and again, each time killing it after a while, until it ends by itself; gives
/// the number of kills.
fn killed_until_done(arguments: &[&str], lines: impl Fn() -> usize) -> u32 {
    let mut kills = 0;
    loop {
        let before = lines();
        let mut child = Process::new(program())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Killed as soon as it has got a little further, wherever that finds it.
        let since = Instant::now();
        let ended = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            let further = lines() > before + 3;
            if further && kills < 5 || since.elapsed() > Duration::from_secs(60) {
                break None;
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        if let Some(status) = ended {
            assert!(status.code().is_some());
            return kills;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        assert!(kills < 20, "it does not get on");
    }
}

/// Every unit has one end in a journal, and no decision on a cell occurs twice.
fn nothing_twice(journal: &Path) {
    let text = fs::read_to_string(journal).unwrap();
    let mut seen = std::collections::HashSet::new();
    for line in text.lines().skip(2) {
        let body = line.split_once(' ').unwrap().1;
        let (unit, rest) = body.split_once(' ').unwrap();
        let (mark, record) = rest.split_once(' ').unwrap();
        if mark == "+" {
            for decision in record.split(';') {
                assert!(
                    seen.insert(format!("{unit} {decision}")),
                    "{unit} {decision}"
                );
            }
        } else {
            assert!(seen.insert(format!("{unit} ended")), "{unit} ended twice");
        }
    }
}

#[test]
fn runs_killed_at_any_moment_go_on_with_nothing_lost_and_nothing_done_twice() {
    let directory = tempfile::tempdir().unwrap();
    for (name, command) in [
        ("basin", with(BASIN, &["--json"])),
        (
            "sweep",
            vec![
                "sweep",
                "proofs",
                "--claim",
                "K4_sharper",
                "--grid",
                "phi=0..pi:1/500",
                "--json",
                "-",
            ],
        ),
    ] {
        let path = directory.path().join(name);
        let journal = text(&path);
        let kept = with(&command, &["--journal", &journal, "--threads", "2"]);
        let lines = || fs::read(&path).map_or(0, |t| t.iter().filter(|b| **b == b'\n').count());
        // On a busy machine a run may end before it is seen to have begun: then from the start
        // again.
        let killed = (0..50).any(|_| {
            let _ = fs::remove_file(&path);
            killed_until_done(&kept, lines) >= 1
        });
        assert!(killed, "{name} was too quick to be killed");
        nothing_twice(&path);
        let before = fs::read(&path).unwrap();
        assert_eq!(output(&kept), output(&command), "{name}");
        // A run that is done does nothing.
        assert_eq!(fs::read(&path).unwrap(), before);
        // A death leaves some beginning of the journal, perhaps with a torn last line.
        let head: usize = before
            .split_inclusive(|b| *b == b'\n')
            .take(2)
            .map(<[u8]>::len)
            .sum();
        for part in 0..8 {
            let torn = head + (before.len() - head) * part / 8;
            fs::write(&path, &before[..torn]).unwrap();
            assert_eq!(output(&kept), output(&command), "{name} cut at {torn}");
            nothing_twice(&path);
        }
        fs::write(&path, &before[..before.len() - 5]).unwrap();
        assert_eq!(output(&kept), output(&command), "{name}");
    }
}

#[test]
fn verify_takes_up_what_was_open_under_higher_limits() {
    let directory = tempfile::tempdir().unwrap();
    let d = directory.path();
    let claims = text(&d.join("claims.lemma"));
    fs::write(&claims, CLAIMS).unwrap();
    let journal = text(&d.join("journal"));
    let verify = [
        "verify",
        &claims,
        "--claim",
        "open",
        "--claim",
        "square",
        "--no-timing",
    ];
    let few = with(&verify, &["--journal", &journal, "--max-boxes", "1"]);
    assert_eq!(output(&few).0, Some(3));
    let more = with(&verify, &["--journal", &journal]);
    assert_eq!(output(&more), output(&verify));
    // Another run is not taken up.
    lemmabox(&with(&more, &["--precision", "200"])).code(2);
}
