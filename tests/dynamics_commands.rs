//! `lemmabox orbit`, `basin` and `success` as a user meets them.

use assert_cmd::Command;
use predicates::prelude::*;

fn lemmabox(arguments: &str) -> assert_cmd::assert::Assert {
    Command::cargo_bin("lemmabox")
        .expect("built")
        .args(arguments.split_whitespace())
        .assert()
}

fn json(arguments: &str) -> serde_json::Value {
    let out = lemmabox(arguments).success();
    serde_json::from_slice(&out.get_output().stdout).expect("JSON")
}

const MODEL: &str = "--k 16 --S 1.44 --eta-a 0.02";

#[test]
fn orbits_end_where_theory_says() {
    let orbit = |rest: &str| json(&format!("orbit {MODEL} {rest} --json"));
    // The shortcut start, and one in the trap near -v*.
    assert_eq!(orbit("--eta-w 0.02")["outcome"], "global");
    assert_eq!(
        orbit("--eta-w 0.02 --phi 9*pi/10 --r -1/10")["outcome"],
        "spurious"
    );
    // eta_w n > 4: the global minimum repels.
    let cycle = orbit("--eta-w 9/2 --phi 1/10 --r 1 --u 0 --anywhere");
    assert_eq!(cycle["outcome"], "cycle");
    assert_eq!(cycle["unique"], true);
    // a alone: the angle stays where it is.
    assert_eq!(orbit("--eta-w 0")["outcome"], "frozen");
}

#[test]
fn layer_by_layer_succeeds_when_a_comes_again() {
    // First a alone, then w alone, then both: from phi_0 = pi/3.
    let staged = json(&format!(
        "orbit {MODEL} --eta-w 0.02 --phase 500:0.02:0 --phase 500:0:0.02 --json"
    ));
    assert_eq!(staged["outcome"], "global");
}

#[test]
fn samples_are_enclosures_in_order() {
    let orbit = json(&format!(
        "orbit {MODEL} --eta-w 0.02 --phi 5*pi/12 --r -1/5 --every 5 --json"
    ));
    let samples = orbit["samples"].as_array().expect("samples");
    assert!(samples.len() >= 2);
    for (i, s) in samples.iter().enumerate() {
        assert_eq!(s["step"].as_u64(), Some(5 * i as u64));
        let (lo, hi) = (s["phi"][0].as_f64().unwrap(), s["phi"][1].as_f64().unwrap());
        assert!(lo <= hi && hi - lo < 1e-9);
    }
}

#[test]
fn bad_inputs_are_refused_with_the_reason() {
    for (arguments, reason) in [
        ("orbit --k 1/2 --S 0 --eta-a 1 --eta-w 1", "below 1"),
        ("orbit --k 4 --S 5 --eta-a 1 --eta-w 1", "Cauchy-Schwarz"),
        ("orbit --k 4 --S 1 --eta-a -1 --eta-w 1", "negative"),
        ("orbit --k 4 --S 1 --eta-a 1 --eta-w 1 --phi 4", "[0, pi]"),
        (
            "orbit --k 4 --S 1 --eta-a 1 --eta-w 1 --phase 3:1",
            "STEPS:ETA_A:ETA_W",
        ),
        (
            "basin --k 4 --S 1 --eta-a 1 --eta-w 1 --vary x=0..1",
            "NAME=LO..HI",
        ),
        (
            "basin --k 4 --S 1 --eta-a 1 --eta-w 1 --vary phi=1..0",
            "lo < hi",
        ),
        (
            "basin --k 4 --S 1 --eta-a 1 --eta-w 1 --vary phi=0..4",
            "[0, pi]",
        ),
        (
            "orbit --k 4 --S 1 --eta-a 1 --eta-w 1 --u 0 --r 1",
            "outside the ball",
        ),
        (
            "orbit --k 4 --S 0 --eta-a 1 --eta-w 1 --u 1 --anywhere",
            "along the all-ones vector",
        ),
        (
            "basin --k 4 --S 1 --eta-a 1 --eta-w 1 --vary k=1/2..3",
            "[1, inf)",
        ),
        (
            "basin --k 4 --S 1 --eta-a 1 --eta-w 1 --vary S=0..5",
            "[0, k n]",
        ),
        (
            "basin --k 4 --S 1 --eta-a 1 --eta-w 1 --vary r=0..1 --every-start",
            "u and r do not vary",
        ),
        (
            "basin --k 4 --S 1 --eta-a 1 --eta-w 1 --vary phi=0..1 --r 0 --every-start",
            "cannot be used with",
        ),
        ("success --k 5/2 --eta-a 1 --eta-w 1", "whole number"),
        ("success --k 4 --share 0 --eta-a 1 --eta-w 1", "radius2"),
        (
            "success --k 4 --share 2 --eta-a 1 --eta-w 1",
            "Cauchy-Schwarz",
        ),
    ] {
        lemmabox(arguments)
            .code(2)
            .stderr(predicate::str::contains(reason));
    }
}

#[test]
fn a_basin_is_the_same_on_any_number_of_threads_and_resumes() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name).display().to_string();
    let slice =
        "basin --k 9 --S 0.81 --eta-a 0.05 --eta-w 0.05 --vary phi=0..pi --vary r=-1..1 --json";
    let run = |rest: &str| {
        let out = lemmabox(&format!("{slice} {rest}"));
        out.get_output().stdout.clone()
    };
    let one = run("--undecided 0.1 --threads 1");
    let two = run(&format!(
        "--undecided 0.1 --threads 2 --svg {}",
        path("basin.svg")
    ));
    assert_eq!(one, two);
    let report: serde_json::Value = serde_json::from_slice(&one).expect("JSON");
    assert!(report["undecided"].as_f64().unwrap() <= 0.1);
    assert!(report["global"].as_f64().unwrap() > 0.3);
    assert!(report["spurious"].as_f64().unwrap() > 0.2);
    let picture = std::fs::read_to_string(directory.path().join("basin.svg")).expect("a picture");
    for word in [
        "global minimum",
        "spurious point",
        "phi at the start",
        "#0072B2",
    ] {
        assert!(picture.contains(word), "{word}");
    }
    // Interrupted by its limit, then taken up again.
    let journal = path("journal");
    lemmabox(&format!(
        "{slice} --undecided 0.1 --max-cells 40 --journal {journal}"
    ))
    .code(3);
    assert_eq!(run(&format!("--undecided 0.1 --journal {journal}")), one);
    // The journal of another run is not used.
    lemmabox(&format!(
        "basin --k 9 --S 0.5 --eta-a 0.05 --eta-w 0.05 --vary phi=0..pi --journal {journal}"
    ))
    .code(2)
    .stderr(predicate::str::contains("another run"));
}

#[test]
fn k_and_the_share_are_axes_and_pictures_come_as_png() {
    let directory = tempfile::tempdir().expect("a directory");
    let png = directory.path().join("basin.png");
    // phi_0 = 3 pi/4: above the threshold S = n (k + pi - 1)/pi = 5.77... nothing is trapped.
    let slice = format!(
        "basin --k 16 --S 1 --eta-a 0.05 --eta-w 0.05 --phi 3*pi/4 --vary S=1..8 --undecided 0.2 --json --png {}",
        png.display()
    );
    let report = json(&slice);
    let (mut trapped, mut saved) = (0.0f64, 8.0f64);
    for cell in report["cells"].as_array().expect("cells") {
        let side = &cell["sides"][0];
        match cell["fate"].as_str() {
            Some("spurious") => trapped = trapped.max(side[1].as_f64().unwrap()),
            Some("global") => saved = saved.min(side[0].as_f64().unwrap()),
            _ => {}
        }
    }
    assert!(
        1.0 < trapped && trapped < saved && saved < 5.8,
        "{trapped} {saved}"
    );
    assert!(
        std::fs::read(png)
            .expect("a picture")
            .starts_with(b"\x89PNG")
    );
    let widths = json(
        "basin --k 16 --S 1 --eta-a 0.02 --eta-w 0.02 --vary k=4..40 --vary phi=1/2..1 --undecided 0.3 --json",
    );
    assert!(widths["global"].as_f64().unwrap() > 0.5);
}

#[test]
fn sampled_runs_are_labelled_and_repeat() {
    let arguments =
        format!("orbit {MODEL} --eta-w 0.2 --sgd 4 --sgd-p 3 --sgd-steps 20 --sgd-runs 3 --json");
    let (one, two) = (json(&arguments), json(&arguments));
    assert_eq!(one["sgd"], two["sgd"]);
    assert_eq!(one["outcome"], "global");
    let rows = one["sgd"].as_array().expect("rows");
    assert_eq!(rows.len(), 11);
    assert_eq!(rows[10]["step"], 20);
    lemmabox(&arguments.replace(" --json", ""))
        .success()
        .stdout(predicate::str::contains("no proof"));
}

#[test]
fn without_normalisation_the_norms_are_states() {
    let run = json(&format!(
        "orbit {MODEL} --eta-w 0.02 --unnormalised --norm 1/2 --loss 1/1000 --json"
    ));
    assert_eq!(run["outcome"], "loss");
    let state = &run["state"];
    assert!(state["loss"][1].as_f64().unwrap() <= 1e-3);
    // |v| grew, and the start's |v| is kept apart from |a|^2 at a near a*/|v|.
    let norm = state["norm_v"][0].as_f64().unwrap();
    let square = state["norm2_a"][0].as_f64().unwrap();
    assert!(
        norm > 0.5 && (norm * norm * square - 1.0).abs() < 0.2,
        "{run}"
    );
    lemmabox(&format!(
        "orbit {MODEL} --eta-w 0.02 --unnormalised --norm 0"
    ))
    .code(2)
    .stderr(predicate::str::contains("--norm must be positive"));
}

#[test]
fn success_is_certain_under_the_sufficient_conditions() {
    // eta_w <= (3/10) eta_a/n, phi_0 = pi/3: every start, whatever k.
    let all = json("success --k 4,16,100 --eta-a 0.02 --eta-w 0.006 --json");
    for e in all.as_array().expect("an array") {
        assert_eq!(
            (e["lower"].as_f64(), e["upper"].as_f64()),
            (Some(1.0), Some(1.0))
        );
        assert_eq!(e["cells_tried"], 0);
    }
    // A warm-up makes a large step safe from the same starts.
    let warm = json("success --k 4 --eta-a 0.02 --eta-w 1 --phase 400:0.02:0.005 --json");
    assert_eq!(warm[0]["lower"].as_f64(), Some(1.0));
}

#[test]
fn success_rises_with_dimension() {
    let bounds = |arguments: &str| -> Vec<(f64, f64)> {
        json(arguments)
            .as_array()
            .expect("an array")
            .iter()
            .map(|e| (e["lower"].as_f64().unwrap(), e["upper"].as_f64().unwrap()))
            .collect()
    };
    // A shortcut start without warm-up, a start without shortcut.
    for arguments in [
        "success --k 4,9,16,64 --eta-a 0.02 --eta-w 1 --json",
        "success --k 16 --p 8,32,128 --eta-a 0.02 --eta-w 0.02 --width 0.05 --json",
    ] {
        let bounds = bounds(arguments);
        assert!(bounds[0].0 > 0.0 && bounds[0].1 < 1.0);
        for pair in bounds.windows(2) {
            assert!(pair[0].1 < pair[1].0, "{arguments}: {bounds:?}");
        }
    }
}

#[test]
fn success_bounds_hold_the_monte_carlo_interval() {
    let all = json("success --k 4 --eta-a 0.02 --eta-w 1 --width 0.02 --samples 3000 --json");
    let e = &all[0];
    let (lower, upper) = (e["lower"].as_f64().unwrap(), e["upper"].as_f64().unwrap());
    assert!(upper - lower <= 0.02 && lower < upper);
    let m = &e["monte_carlo"];
    assert!(m["lower_99"].as_f64().unwrap() <= upper);
    assert!(m["upper_99"].as_f64().unwrap() >= lower);
}

#[test]
fn vectors_and_their_scalars_are_the_same_start() {
    // k = 2: a* = (24, -7)/25, a = (-1, 2)/5 have S = 289/625, u = -204/625, r = -38/125; w* = (0,
    // 0, 0, -1) is at pi/3.
    let steps = "--eta-a 0.02 --eta-w 0.02 --json";
    let vectors = format!("--a-star 24/25,-7/25 --a -1/5,2/5 --w-star 0,0,0,-1 {steps}");
    let numbers = format!("--k 2 --S 289/625 --phi pi/3 --u=-204/625 --r=-38/125 {steps}");
    let of = |arguments: &str| json(&format!("orbit {arguments}"));
    let (by_vectors, by_numbers) = (of(&vectors), of(&numbers));
    assert_eq!(by_vectors["outcome"], "global");
    for name in ["k", "n", "S", "u", "r"] {
        assert_eq!(
            by_vectors["inputs"][name], by_numbers["inputs"][name],
            "{name}"
        );
    }
    assert_eq!(by_vectors["steps"], by_numbers["steps"]);
    // Both at once are compared exactly.
    of(&format!("{vectors} --k 2 --u=-204/625 --phi pi/3"));
    for (wrong, reason) in [
        ("--k 3", "--k 3 is not that of --a-star"),
        ("--r 0", "--r is not that of the vectors"),
        ("--phi pi/4", "--phi is not that of the vectors"),
    ] {
        lemmabox(&format!("orbit {vectors} {wrong}"))
            .code(2)
            .stderr(predicate::str::contains(reason));
    }
    lemmabox("orbit --a-star 1,0 --w-star 0,0,0,-1/2 --eta-a 0.02 --eta-w 0.02")
        .code(2)
        .stderr(predicate::str::contains("|1/sqrt p + w*| is not 1"));
    // From a file, an entry a line.
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("a-star.txt");
    std::fs::write(&path, "24/25\n-7/25\n").expect("written");
    let file = format!(
        "--a-star @{} --a -1/5,2/5 --w-star 0,0,0,-1 {steps}",
        path.display()
    );
    assert_eq!(of(&file)["inputs"], by_vectors["inputs"]);
}

#[test]
fn steps_to_a_distance_are_bounded_from_both_sides() {
    let until = |epsilon: &str| {
        json(&format!(
            "orbit {MODEL} --eta-w 0.02 --until {epsilon} --json"
        ))
    };
    let arrival =
        |report: &serde_json::Value| report["arrival"]["first"][1].as_u64().expect("a step");
    let (coarse, fine) = (until("1/10"), until("1/1000"));
    assert_eq!(coarse["arrival"]["first"][0], coarse["arrival"]["first"][1]);
    assert!(arrival(&coarse) < arrival(&fine));
    assert!(fine["arrival"]["settled"].as_u64() >= Some(arrival(&fine)));
    // A trapped start never arrives.
    lemmabox(&format!(
        "orbit {MODEL} --eta-w 0.02 --phi 9*pi/10 --r -1/10 --until 1/10 --steps 2000"
    ))
    .code(3)
    .stdout(predicate::str::contains("not within the step limit"));
}

#[test]
fn divergence_and_large_steps_are_verdicts() {
    // eta_a = 1 is beyond 2/q = 0.693.
    let orbit = json("orbit --k 16 --S 1.44 --eta-a 1 --eta-w 0.02 --json");
    assert_eq!(orbit["outcome"], "diverges");
    // eta_w n > 4: almost no start succeeds; at 4 that is not said.
    let success = |eta_w: &str| {
        let out = lemmabox(&format!(
            "success --k 4 --share 0.09 --eta-a 0.02 --eta-w {eta_w} --json --max-cells 64 --timeout 5"
        ));
        serde_json::from_slice::<serde_json::Value>(&out.get_output().stdout).expect("JSON")
    };
    let beyond = success("401/100");
    assert_eq!(
        (&beyond[0]["lower"], &beyond[0]["upper"]),
        (&0.0.into(), &0.0.into())
    );
    assert_ne!(success("4")[0]["upper"], 0.0);
}

#[test]
fn other_inputs_are_a_parameter() {
    // (b (k - 1) + pi)/pi at k = 4, b = 3/2.
    let eval = json("eval threshold --k 4 --S 1 --b 3/2 --json");
    let digits = eval[0]["values"][0]["digits"].as_str().expect("digits");
    assert!(digits.starts_with("2.432394"), "{digits}");
    assert_eq!(
        json(&format!("orbit {MODEL} --eta-w 0.02 --b 3/2 --json"))["outcome"],
        "global"
    );
    for b in ["0", "-1", "1.6"] {
        lemmabox(&format!("orbit {MODEL} --eta-w 0.02 --b {b}"))
            .code(2)
            .stderr(predicate::str::contains("(0, pi/2]"));
    }
}

#[test]
fn a_basin_stopped_by_its_time_says_so() {
    let out = lemmabox(&format!(
        "basin {MODEL} --eta-w 1 --vary eta-w=0..8 --timeout 2 --json"
    ))
    .code(3);
    let report: serde_json::Value = serde_json::from_slice(&out.get_output().stdout).expect("JSON");
    assert_eq!(report["ended"], "stopped");
    assert_eq!(report["ranges"][0], "eta-w=0..8");
    // How far it got depends on the machine, not that every part of the picture has a colour.
    let share = |fate: &str| report[fate].as_f64().expect("a share");
    let all: f64 = ["global", "spurious", "other", "undecided"]
        .map(share)
        .iter()
        .sum();
    assert!(share("undecided") > 0.0 && (all - 1.0).abs() < 1e-9);
}

#[test]
fn every_start_of_the_ball_is_decided_at_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let picture = directory.path().join("every.svg");
    let report = json(&format!(
        "basin {MODEL} --eta-w 1 --every-start --vary phi=1/2..3/2 --vary eta-w=1/10..1 --undecided 0.25 --json --svg {}",
        picture.display()
    ));
    assert_eq!(report["every_start"], true);
    let share = |fate: &str| report[fate].as_f64().expect("a share");
    assert!(share("global") > 0.1 && share("other") > 0.1, "{report}");
    assert_eq!(share("spurious"), 0.0);
    let text = std::fs::read_to_string(picture).expect("a picture");
    assert!(text.contains("every start succeeds") && text.contains("some start fails"));
    // What varies is not said to be fixed.
    assert!(text.contains("eta_a = ") && !text.contains("eta_w = "));
    // With eta_w = 0 the angle stays: no cell that holds it is one in which every start succeeds.
    let report = json(
        "basin --k 16 --S 1.44 --eta-a 0.02 --eta-w 1 --every-start --vary eta-w=0..0.02 --phi 1/100 --json",
    );
    let cells = report["cells"].as_array().expect("cells");
    let succeed = cells.iter().filter(|cell| cell["fate"] == "global");
    let least = succeed.map(|cell| cell["sides"][0][0].as_f64().expect("an end"));
    let least: Vec<f64> = least.collect();
    assert!(
        !least.is_empty() && least.iter().all(|lo| *lo > 0.0),
        "{report}"
    );
    // Beyond 4/n the undecided rest is known to succeed almost never, and so is what is decided.
    let report = json(&format!(
        "basin {MODEL} --eta-w 1 --vary eta-w=5..6 --max-cells 40 --undecided 1 --json"
    ));
    let rest = report["almost_never_global"].as_f64().expect("a share");
    let undecided = report["undecided"].as_f64().expect("a share");
    assert!((rest - undecided).abs() < 1e-9);
    assert_eq!(report["global"], 0.0);
}

#[test]
fn random_teachers_have_bounds_too() {
    // One unit, eta_w = 2: only teachers with n <= 2 succeed, 84.27 % of the chi-square law.
    let all = json(
        "success --k 1 --teacher 1 --eta-a 0.02 --eta-w 2 --width 0.5 --timeout 0 --json --no-timing",
    );
    let (lower, upper) = (
        all[0]["lower"].as_f64().unwrap(),
        all[0]["upper"].as_f64().unwrap(),
    );
    assert!(lower <= 0.8428 && upper >= 0.8 && upper - lower <= 0.5);
    assert_eq!(all[0]["teacher_variance"], "1");
    assert!(all[0].get("square_sum").is_none());
    for (rest, reason) in [
        ("--k 4 --teacher 0", "not positive"),
        ("--k 2000 --teacher 1", "above 1000"),
        ("--k 4 --teacher 1 --share 0.5", "cannot be used with"),
    ] {
        lemmabox(&format!("success {rest} --eta-a 0.02 --eta-w 1"))
            .code(2)
            .stderr(predicate::str::contains(reason));
    }
}

#[test]
fn at_four_an_orbit_still_reaches_the_global_minimum() {
    let at = |eta_w: &str| {
        json(&format!("orbit {MODEL} --eta-w {eta_w} --phi 1/2 --json"))["outcome"].clone()
    };
    assert_eq!(at("4"), "global");
    assert_ne!(at("4.05"), "global");
}
