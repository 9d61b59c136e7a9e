//! The kernel stands alone: it links neither MPFR nor CORE-MATH nor the prover.

use std::path::Path;
use std::process::Command;

/// Names of the packages the library links with these arguments.
fn packages(arguments: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "--locked", "--offline", "--edges", "normal"])
        .args(["--prefix", "none", "--format", "{lib}"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn the_kernel_links_what_it_may_and_nothing_else() {
    let has = |all: &[String], name: &str| all.iter().any(|p| p == name);
    let full = packages(&["--package", "lemmabox"]);
    let alone = packages(&["--package", "lemmabox-kernel"]);
    for name in ["rug", "gmp_mpfr_sys", "core_math", "rayon"] {
        assert!(has(&full, name), "{name}");
        assert!(!has(&alone, name), "{name}");
    }
    // num-*, sha2, rustc-hash, thiserror, and what those are made of.
    let allowed = [
        "lemmabox_kernel",
        "num_bigint",
        "num_integer",
        "num_rational",
        "num_traits",
        "autocfg",
        "rustc_hash",
        "thiserror",
        "thiserror_impl",
        "proc_macro2",
        "quote",
        "syn",
        "unicode_ident",
        "sha2",
        "cfg_if",
        "cpufeatures",
        "digest",
        "block_buffer",
        "crypto_common",
        "hybrid_array",
        "typenum",
        "generic_array",
        "libc",
        "const_oid",
    ];
    // `(*)` marks a package listed before.
    for name in alone.iter().filter(|name| *name != "(*)") {
        assert!(allowed.contains(&name.as_str()), "the kernel links {name}");
    }
}

#[test]
fn the_checker_names_nothing_of_the_prover() {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/kernel/src/check");
    let mut seen = 0;
    let inner = std::fs::read_dir(room.join("inference")).unwrap();
    for entry in std::fs::read_dir(room).unwrap().chain(inner) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        seen += 1;
        for word in [
            "crate::prove",
            "crate::interval",
            "crate::model",
            "crate::dynamics",
            "rug::",
            "core_math::",
            "f64::sin",
            ".sin()",
        ] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
    assert!(seen > 10);
}
