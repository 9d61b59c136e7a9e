//! Certificates that someone tampered with, as files: each is rejected with its place and a clear
//! word.

use lemmabox::certificate::digest;
use lemmabox::check::file::check_all;
use std::path::Path;
use std::sync::OnceLock;

/// The certificates of K1, K3, L5_lower (which rests on K1), S1 and redheffer (many leaves),
/// written by the command line.
fn written() -> &'static [String; 5] {
    static FILES: OnceLock<[String; 5]> = OnceLock::new();
    FILES.get_or_init(|| {
        let directory = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("lemmabox"))
            .current_dir(root)
            .args([
                "verify",
                "proofs",
                "--claim",
                "K3",
                "--claim",
                "L5_lower",
                "--claim",
                "S1",
                "--claim",
                "redheffer",
            ])
            .arg("--certificate")
            .arg(directory.path())
            .assert()
            .success();
        ["K1", "K3", "L5_lower", "S1", "redheffer"].map(|name| {
            std::fs::read_to_string(directory.path().join(format!("{name}.cert"))).unwrap()
        })
    })
}

/// What the checker says about one file, with K1 beside it.
fn word(file: &str) -> String {
    let files = [file.to_owned(), written()[0].clone()];
    match check_all(&files).swap_remove(0) {
        Ok(done) => format!("confirmed {}", done.claim),
        Err(cause) => cause,
    }
}

/// The file with the digest in its last line that it should have.
fn sealed(file: &str) -> String {
    let body = &file[..file.rfind("end ").unwrap()];
    format!("{body}end {}\n", digest(body))
}

/// The file with a part of the claim's text replaced, its length and hash stated anew.
fn restated(file: &str, from: &str, to: &str) -> String {
    let start = file.find("\ntext ").unwrap() + 1;
    let text = file[start..].find('\n').unwrap() + start + 1;
    let length: usize = file[start + 5..text - 1].parse().unwrap();
    let claim = &file[text..text + length];
    assert!(claim.contains(from), "{from}");
    let edited = claim.replace(from, to);
    let head = file[..start].replace(&digest(claim), &digest(&edited));
    let rest = &file[text + length..];
    sealed(&format!("{head}text {}\n{edited}{rest}", edited.len()))
}

/// The head of a certificate of K3 with another table of terms and another proof.
fn with_proof(terms: &[&str], proof: &str) -> String {
    let k3 = &written()[1];
    let head = &k3[..k3.find("\nterms ").unwrap() + 1];
    let mut file = format!("{head}terms {}\n", terms.len());
    for line in terms {
        file.push_str(line);
        file.push('\n');
    }
    sealed(&format!("{file}proof\n0\n{proof}\nend "))
}

/// Lines of the leaves of the proof, numbered from 0.
fn leaves(file: &str) -> Vec<usize> {
    let proof = file.lines().position(|l| l == "proof").unwrap();
    file.lines()
        .enumerate()
        .filter(|(i, l)| *i > proof && l.starts_with("G "))
        .map(|(i, _)| i)
        .collect()
}

fn with_lines(file: &str, edit: impl FnOnce(&mut Vec<String>)) -> String {
    let mut lines: Vec<String> = file.lines().map(str::to_owned).collect();
    edit(&mut lines);
    sealed(&(lines.join("\n") + "\n"))
}

#[test]
fn what_was_written_is_confirmed() {
    for (file, name) in written()
        .iter()
        .zip(["K1", "K3", "L5_lower", "S1", "redheffer"])
    {
        assert_eq!(word(file), format!("confirmed {name}"));
        assert_eq!(&sealed(file), file);
    }
}

#[test]
fn a_tree_that_does_not_cover_is_rejected() {
    let many = &written()[4];
    let leaf = leaves(many)[1];
    let removed = with_lines(many, |lines| drop(lines.remove(leaf)));
    assert!(word(&removed).ends_with("the text ends inside the proof (truncated?)"));
    assert!(word(&removed).starts_with(&format!("line {}", many.lines().count() - 1)));
    let doubled = with_lines(many, |lines| lines.insert(leaf, lines[leaf].clone()));
    assert!(word(&doubled).contains("text after the end of the proof"));
    let half = with_proof(&[], "S 0 1p0\nG + n");
    assert!(word(&half).contains("the text ends inside the proof"));
    // A cut beyond the domain leaves the whole of it to one side.
    let split = many.lines().position(|l| l.starts_with("S ")).unwrap();
    let outside = with_lines(many, |lines| lines[split] = "S 0 100p0".into());
    assert!(word(&outside).contains("leaves: "), "{}", word(&outside));
}

#[test]
fn a_box_moved_by_one_bit_is_rejected() {
    let many = &written()[4];
    let split = many.lines().position(|l| l.starts_with("S 0 ")).unwrap();
    let at = many.lines().nth(split).unwrap().trim_start_matches("S 0 ");
    let (mantissa, exponent) = at.split_once('p').unwrap();
    let mantissa: i64 = mantissa.parse::<i64>().unwrap() << 30;
    let exponent: i32 = exponent.parse::<i32>().unwrap() - 30;
    for bit in [mantissa + 1, mantissa - 1] {
        let moved = with_lines(many, |lines| lines[split] = format!("S 0 {bit}p{exponent}"));
        // Sealed again by someone who knows the format, it is another proof of the same claim.
        assert_eq!(word(&moved), "confirmed redheffer");
        let end = many.rfind("end ").unwrap();
        let moved = format!("{}{}", &moved[..moved.rfind("end ").unwrap()], &many[end..]);
        assert_eq!(
            word(&moved),
            format!(
                "line {}: the file is not as it was written: it does not have the digest stated",
                many.lines().count()
            )
        );
    }
}

#[test]
fn a_reason_swapped_is_rejected() {
    let many = &written()[4];
    let leaves = leaves(many);
    let (first, last) = (leaves[0], leaves[leaves.len() - 1]);
    let swapped = with_lines(many, |lines| lines.swap(first, last));
    assert!(word(&swapped).starts_with("after "), "{}", word(&swapped));
    let natural = with_lines(many, |lines| {
        for &i in &leaves {
            lines[i] = "G + n".into();
        }
    });
    assert_eq!(
        word(&natural),
        "after 0 leaves: an enclosure does not have the sign"
    );
}

#[test]
fn a_claim_edited_is_rejected() {
    let [_, k3, l5, s1, _] = written();
    let edited = k3.replace("pi*phi^2/2", "pi*phi^2/3");
    assert!(word(&edited).contains("the text of the claim does not have the hash stated"));
    // With its hash made right the proof is of something else.
    let edited = restated(k3, "pi*phi^2/2", "pi*phi^2/3");
    assert!(word(&edited).starts_with("after "), "{}", word(&edited));
    let wider = restated(k3, "[0, pi]", "[0, 2*pi]");
    assert!(word(&wider).starts_with("after "), "{}", word(&wider));
    let other = k3.replace("\nclaim K3\n", "\nclaim K4\n");
    assert_eq!(word(&other), "the text is of claim `K3`, not of `K4`");
    // Hypotheses dropped.
    for (file, from, to) in [
        (s1, "  assume falls: g_now >= g_max\n", ""),
        (s1, "assume falls:", "assume falls unused:"),
        (l5, "  assume state: (-2)*S <= u and u <= 0\n", ""),
    ] {
        let said = word(&restated(file, from, to));
        assert!(!said.starts_with("confirmed"), "{said}");
        assert!(!said.contains("canonical"), "{said}");
    }
}

#[test]
fn lemmas_are_needed_word_for_word() {
    let [k1, _, l5, ..] = written();
    let alone = check_all(std::slice::from_ref(l5))
        .swap_remove(0)
        .unwrap_err();
    assert!(
        alone.contains("the lemma `K1` with the hash stated is not among"),
        "{alone}"
    );
    let removed = l5.lines().filter(|l| !l.starts_with("lemma "));
    let removed = removed.collect::<Vec<_>>().join("\n") + "\n";
    assert_eq!(
        word(&removed),
        "the lemmas named are not those the claim uses"
    );
    // A lemma whose own proof does not hold carries nothing.
    let broken = with_lines(k1, |lines| {
        for i in leaves(k1) {
            lines[i] = "G + n".into();
        }
    });
    let results = check_all(&[broken, l5.clone()]);
    assert!(results[0].is_err());
    assert_eq!(
        results[1].as_ref().unwrap_err(),
        "it rests on the lemma `K1`, whose own certificate is not confirmed"
    );
}

#[test]
fn lemmas_in_a_circle_prove_nothing() {
    // Two claims that are false, each following from the other by its name alone.
    let text = |name: &str, other: &str| {
        format!(
            "claim {name} \"false\" {{\n  source derived\n  for x in [0, 1]\n  use {other}\n  show x >= 1/2\n  expect proved\n}}\n"
        )
    };
    let file = |name: &str, other: &str| {
        let (own, lemma) = (text(name, other), text(other, name));
        sealed(&format!(
            "lemmabox certificate 1\ntool 0\nclaim {name}\nsha256 {}\nlemma {other} {}\nfinding proved\ntext {}\n{own}terms 0\nproof\n1 2 a a\nG a\nend ",
            digest(&own),
            digest(&lemma),
            own.len()
        ))
    };
    for result in check_all(&[file("A", "B"), file("B", "A")]) {
        let cause = result.unwrap_err();
        assert!(
            cause.contains("whose own certificate is not confirmed"),
            "{cause}"
        );
    }
}

#[test]
fn hostile_files_are_rejected_with_their_place() {
    let many = &written()[4];
    let term = format!(
        "line {}: ",
        many.lines().position(|l| l == "terms 0").unwrap() + 2
    );
    let nine = "9".repeat(1_000_000);
    let giant = format!("q {nine}");
    for (terms, cause) in [
        (
            vec!["sin 0"],
            "node 0 does not come before this one, number 0",
        ),
        (
            vec!["sin 1", "sin 0"],
            "node 1 does not come before this one, number 0",
        ),
        (
            vec![giant.as_str()],
            "is no rational of at most 20000 characters",
        ),
        (vec!["cosh 0"], "`cosh` names no operation"),
    ] {
        let said = word(&with_proof(&terms, "G + n"));
        assert!(said.starts_with(&term) && said.ends_with(cause), "{said}");
    }
    // A variable that only a change of variables could introduce ranges over the line: nothing
    // follows.
    let said = word(&with_proof(&["v 1"], "G + n"));
    assert!(said.starts_with("after 0 leaves"), "{said}");
    let place = format!(
        "line {}: ",
        many.lines().position(|l| l == "terms 0").unwrap() + 4
    );
    for (proof, cause) in [
        ("S 0 1p0 ".repeat(100_000), "nested deeper than 2000"),
        (
            "G + ".to_owned() + &"o 1 0 < ".repeat(100_000),
            "nested deeper than 250",
        ),
        (
            "G ".to_owned() + &"| 0 ".repeat(100_000),
            "nested deeper than 250",
        ),
        (
            format!("S {nine} 1p0 G t G t"),
            "expected the number of a variable",
        ),
        (
            "S 0 1p999999999 G t G t".to_owned(),
            "expected a point such as `3p-2`",
        ),
        (
            format!("G + p 0 1 {nine} 0 0"),
            "expected a rational coefficient",
        ),
    ] {
        let said = word(&with_proof(&[], &proof));
        assert!(said.starts_with(&place) && said.contains(cause), "{said}");
        assert!(said.len() < 200, "{} characters", said.len());
    }
    let giant = with_proof(&[], "& 18446744073709551615 G t");
    assert!(word(&giant).contains("the text ends inside the proof"));
    let count = |terms: &str| many.replace("terms 0", &format!("terms {terms}"));
    assert!(word(&count("9999999")).contains("truncated"));
    assert!(word(&count("99999999999999")).contains("more terms than"));
    let length = many.replace("\ntext ", "\ntext 99999999999");
    assert!(word(&length).contains("cut short"));
}

#[test]
fn constants_that_grow_beyond_bounds_stop_nothing() {
    // 7^(2^200), were it written out.
    let squares: Vec<String> = (0..200).map(|i| format!("* {i} {i}")).collect();
    let mut terms = vec!["q 7/3"];
    terms.extend(squares.iter().map(String::as_str));
    for proof in [
        "S 0 {200}\nG + n\nG + n",
        "G + p 0 1 1 1 q {200} 0",
        "G + x 1 0 {200}",
    ] {
        let said = word(&with_proof(&terms, proof));
        assert!(said.starts_with("after 0 leaves: "), "{said}");
    }
}

#[test]
fn files_cut_short_anywhere_are_rejected() {
    for file in &written()[1..] {
        for end in (0..file.len()).step_by(7) {
            let said = word(&file[..end]);
            assert!(!said.starts_with("confirmed"), "cut at {end}");
            assert!(said.contains("line "), "cut at {end}: {said}");
        }
    }
}

#[test]
fn any_byte_changed_is_noticed() {
    let k3 = &written()[1];
    for (i, byte) in k3.bytes().enumerate() {
        let mut bytes = k3.clone().into_bytes();
        bytes[i] = if byte == b'1' { b'2' } else { b'1' };
        let said = word(&String::from_utf8(bytes).unwrap());
        assert!(!said.starts_with("confirmed"), "byte {i}");
    }
}
