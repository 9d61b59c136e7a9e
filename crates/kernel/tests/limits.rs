//! Small certificates that ask for very much memory, or for a deep stack, are refused: what is
//! short to write may be long to hold.

use lemmabox_kernel::certificate::{Source, digest};
use lemmabox_kernel::check::file::{confirm, open};

/// The certificate of a proof; `terms` are the nodes of its table.
fn certificate(text: &str, terms: &[String], proof: &str) -> String {
    let mut file = format!(
        "lemmabox certificate 1\ntool 0.2.0\nclaim N\nsha256 {}\nfinding proved\ntext {}\n{text}terms {}\n",
        digest(text),
        text.len(),
        terms.len()
    );
    for term in terms {
        file += term;
        file += "\n";
    }
    file += "proof\n0\n";
    file += proof;
    let seal = digest(&file);
    file + &format!("end {seal}\n")
}

fn claim(lines: &str, goal: &str) -> String {
    format!("claim N \"\" {{\n{lines}  show {goal}\n  expect proved\n}}\n")
}

fn verdict(file: &str) -> Result<bool, String> {
    let opened = open(&Source::from(file))?;
    confirm(&opened, &Default::default()).map(|done| done.proved)
}

/// `sin(sin(...))` of a variable.
fn chain(length: usize) -> Vec<String> {
    let sines = (1..length).map(|i| format!("sin {}", i - 1));
    std::iter::once("v 0".to_owned()).chain(sines).collect()
}

/// Sums in sums, each over its own index up to `n`.
fn sums_in_sums(least: i64, depth: usize) -> String {
    let mut lines = format!("  for n in [{least}, inf) integer\n");
    for i in 0..depth {
        lines += &format!("  bound t'{i} integer\n");
    }
    let indices: Vec<String> = (0..depth).map(|i| format!("t'{i}")).collect();
    let mut inner = format!("sin({})", indices.join("*"));
    for i in 0..depth {
        lines += &format!("  symbol s{i} = sum {inner} over t'{i} from 1 to n\n");
        inner = format!("s{i}");
    }
    claim(&lines, &format!("{inner} >= 0"))
}

#[test]
fn sums_in_sums_are_not_written_out_without_end() {
    // At n = 250 these are 250^4 terms.
    let proof = "R defined 0 1\nR induction 0 1 2\nG + n\nG + n\n";
    let cause = verdict(&certificate(&sums_in_sums(250, 4), &[], proof)).unwrap_err();
    assert!(cause.contains("too much work"), "{cause}");
    // At n = 1 it is one.
    let cause = verdict(&certificate(&sums_in_sums(1, 4), &[], proof)).unwrap_err();
    assert!(cause.contains("sign"), "{cause}");
}

#[test]
fn symbols_are_not_nested_without_end() {
    for (depth, refused) in [(60, "sign"), (70, "nested too deeply")] {
        let file = certificate(&sums_in_sums(1, depth), &[], "R defined 0 1\nG + n\n");
        let cause = verdict(&file).unwrap_err();
        assert!(cause.contains(refused), "{depth}: {cause}");
    }
}

#[test]
fn instances_of_long_statements_are_bounded() {
    // 1000 instances of a statement of 100,000 nodes.
    let lines = "  for n in [1, inf) integer\n  sequence a from 0\n  bound t'1 integer\n  symbol a'2 = value a at t'1\n  every t'1 from 0 to inf assume h: a'2 >= 0\n";
    let length = 100_000;
    let mut terms = chain(length);
    terms[0] = "v 1".to_owned();
    terms.extend(["v 0".to_owned(), "q 0".to_owned()]);
    let (n, zero) = (length, length + 1);
    let mut list = String::new();
    for i in 1..=1000 {
        terms.push(format!("q {i}"));
        terms.push(format!("+ {n} {}", terms.len() - 1));
        list += &format!(" 1 {{{}}}", terms.len() - 1);
    }
    let long = length - 1;
    let proof = format!(
        "R defined 0 1\nR every 1 {{{zero}}} - r = {{{long}}} {{{long}}} 2\nG =\nR instances 1000{list} 1\nG + n\n"
    );
    let cause = verdict(&certificate(&claim(lines, "n >= 0"), &terms, &proof)).unwrap_err();
    assert!(cause.contains("too much work"), "{cause}");
}

#[test]
fn premises_are_no_more_than_memory_holds() {
    // Each piece of an integral has premises, each a copy of the claim.
    let lines = "  bound x\n  symbol i = integral 1 over x from 0 to 1\n";
    let terms = ["v 0".to_owned(), "q 1/2".to_owned()];
    let proof = format!(
        "R defined 1 pieces 5000{} 5001{} 0 0 1\nG + n\n",
        " {1}".repeat(5000),
        " {0}".repeat(5001)
    );
    let cause = verdict(&certificate(&claim(lines, "i >= 0"), &terms, &proof)).unwrap_err();
    assert!(cause.contains("too many pieces"), "{cause}");
    // So has each sum, here beside a table of very many terms.
    let mut lines = "  for n in [1, inf) integer\n".to_owned();
    for i in 0..100 {
        lines += &format!("  bound t'{i} integer\n");
    }
    for i in 0..100 {
        lines += &format!(
            "  symbol s{i} = sum 1/t'{i} over t'{i} from {} to n\n",
            i + 1
        );
    }
    let sums: Vec<String> = (0..100).map(|i| format!("s{i}")).collect();
    let text = claim(&lines, &format!("{} >= 0", sums.join(" + ")));
    let file = certificate(&text, &chain(150_000), "R defined 0 1\nG + n\n");
    let cause = verdict(&file).unwrap_err();
    assert!(cause.contains("too many obligations"), "{cause}");
}

#[test]
fn second_derivatives_in_very_many_variables_are_left_out() {
    let squares = |least: i64| {
        let variables = (0..900).map(|i| format!("  for x{i} in [0, 1]\n"));
        let squares: Vec<String> = (0..900).map(|i| format!("x{i}^2")).collect();
        let goal = format!("{} >= {least}", squares.join(" + "));
        certificate(
            &claim(&variables.collect::<String>(), &goal),
            &[],
            "G + y\n",
        )
    };
    assert_eq!(verdict(&squares(0)), Ok(true));
    assert!(verdict(&squares(1)).unwrap_err().contains("sign"));
}
