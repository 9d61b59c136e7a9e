//! The tools for programs, called over real pipes as a client of the Model Context Protocol does.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

struct Session {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    last: u32,
}

impl Session {
    fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, Stdio::null())
    }

    fn start_with(arguments: &[&str], stderr: Stdio) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("lemmabox"))
            .arg("mcp")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .unwrap();
        let mut session = Self {
            stdin: child.stdin.take().unwrap(),
            stdout: BufReader::new(child.stdout.take().unwrap()),
            child,
            last: 0,
        };
        let hello = json!({
            "protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": { "name": "test", "version": "1" },
        });
        let answer = session.ask("initialize", hello);
        assert_eq!(answer["result"]["protocolVersion"], "2025-06-18");
        assert!(answer["result"]["capabilities"]["tools"].is_object());
        session.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        session
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.stdin, "{message}").unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut line = String::new();
        assert!(
            self.stdout.read_line(&mut line).unwrap() > 0,
            "the server has gone"
        );
        serde_json::from_str(&line).unwrap()
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let id = self.last;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let answer = self.receive();
        assert_eq!(answer["id"], id);
        answer
    }

    /// The structured answer of a tool, which its text repeats.
    fn call(&mut self, name: &str, arguments: Value) -> Value {
        let answer = self.ask(
            "tools/call",
            json!({ "name": name, "arguments": arguments }),
        );
        let result = &answer["result"];
        assert_eq!(result["isError"], false, "{answer}");
        let text: Value =
            serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, result["structuredContent"]);
        text
    }

    /// What a tool says is wrong with its arguments.
    fn refused(&mut self, name: &str, arguments: Value) -> String {
        let answer = self.ask(
            "tools/call",
            json!({ "name": name, "arguments": arguments }),
        );
        assert_eq!(answer["result"]["isError"], true, "{answer}");
        answer["result"]["content"][0]["text"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    fn end(mut self) {
        drop(self.stdin);
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn what_is_no_json_is_passed_over_and_said_so_on_standard_error() {
    let mut session = Session::start_with(&[], Stdio::piped());
    writeln!(session.stdin, "{{]").unwrap();
    assert_eq!(session.ask("ping", json!({}))["result"], json!({}));
    drop(session.stdin);
    let output = session.child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no JSON is passed over"), "{said}");
    assert_eq!(said.lines().count(), 1);
}

#[test]
fn every_tool_is_listed_with_schemas_that_its_answers_fit() {
    let mut session = Session::start(&[]);
    let list = session.ask("tools/list", json!({}));
    let tools = list["result"]["tools"].as_array().unwrap().clone();
    let names: Vec<&str> = tools.iter().map(|t| t["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["audit", "best", "check", "prove", "refute"]);
    let proof = session.call(
        "prove",
        json!({ "claim": "for x show x^2 >= 0", "certificate": true }),
    );
    let answers = [
        (
            "refute",
            json!({ "claim": "for x in [0, 2] show x^2 <= 3" }),
        ),
        (
            "best",
            json!({ "claim": "for x in [0, 1] show x*(1 - x) <= c best c in [0, 1] smallest" }),
        ),
        (
            "audit",
            json!({ "claim": "for x, y assume p: x >= 0 assume q: y <= 1 show x >= 0" }),
        ),
        ("check", json!({ "certificates": [proof["certificate"]] })),
    ];
    for (name, arguments) in answers {
        let tool = tools.iter().find(|t| t["name"] == name).unwrap();
        for required in tool["inputSchema"]["required"].as_array().unwrap() {
            assert!(arguments.get(required.as_str().unwrap()).is_some());
        }
        for key in arguments.as_object().unwrap().keys() {
            assert!(
                tool["inputSchema"]["properties"].get(key).is_some(),
                "{name}: {key}"
            );
        }
        for key in session.call(name, arguments).as_object().unwrap().keys() {
            assert!(
                tool["outputSchema"]["properties"].get(key).is_some(),
                "{name}: {key}"
            );
        }
    }
    session.end();
}

#[test]
fn theorems_are_proved_and_their_certificates_checked() {
    let mut session = Session::start(&["--threads", "1"]);
    let claim = "for x in (-1, inf) show log(1 + x) <= x";
    let proof = session.call("prove", json!({ "claim": claim, "certificate": true }));
    assert_eq!(proof["verdict"], "proved");
    assert!(proof.get("witness").is_none());
    let certificate = proof["certificate"].as_str().unwrap();
    let checked = session.call(
        "check",
        json!({ "certificates": [certificate], "claim": claim }),
    );
    assert_eq!(checked["confirmed"], true);
    assert_eq!(checked["results"][0]["verdict"], "proved");
    // Of another claim, and of one that is false.
    let other = session.call(
        "check",
        json!({ "certificates": [certificate], "claim": "for x show x^2 >= 0" }),
    );
    assert_eq!(other["confirmed"], false);
    let forged = certificate.replace("log(", "exp(");
    assert_ne!(forged, certificate);
    let forged = session.call("check", json!({ "certificates": [forged] }));
    assert_eq!(forged["confirmed"], false);
    assert!(forged["results"][0]["error"].is_string());
    session.end();
}

#[test]
fn counterexamples_constants_and_hypotheses_are_found() {
    let mut session = Session::start(&["--threads", "1"]);
    let found = session.call(
        "refute",
        json!({ "claim": "for x in [0, 2] show x^2 <= 3" }),
    );
    assert_eq!(
        (&found["found"], &found["verdict"]),
        (&json!(true), &json!("refuted"))
    );
    let x = found["witness"]["x"].as_str().unwrap();
    let q = lemmabox::exact::rational::parse(x).unwrap();
    assert!(&q * &q > lemmabox::exact::Q::from_integer(3.into()), "{x}");
    let none = session.call(
        "refute",
        json!({ "claim": "for x in [0, 2] show x^2 <= 4" }),
    );
    assert_eq!(
        (&none["found"], &none["verdict"]),
        (&json!(false), &json!("proved"))
    );
    let longer = "for x in R^d, y in R^d show norm(x + y) <= norm(x)";
    let found = session.call("refute", json!({ "claim": longer }));
    assert_eq!(found["found"], true);
    assert!(found["vectors"].is_object(), "{found}");
    // The greatest value of x(1 - x) is 1/4.
    let best = session.call(
        "best",
        json!({ "claim": "for x in [0, 1] show x*(1 - x) <= c best c in [0, 1] smallest", "width": "1/64" }),
    );
    let end = |key: &str| lemmabox::exact::rational::parse(best[key].as_str().unwrap()).unwrap();
    let quarter = lemmabox::exact::rational::parse("1/4").unwrap();
    assert!(end("refuted") < quarter && quarter <= end("proved"));
    assert_eq!(best["narrow_enough"], true);
    let claim = "for x, y assume p: x >= 0 assume q: y <= 1 show x >= 0";
    let audit = session.call("audit", json!({ "claim": claim }));
    assert_eq!(audit["hypotheses"][0]["finding"], "needed");
    assert_eq!(audit["hypotheses"][1]["finding"], "not needed");
    assert_eq!(audit["shorter"], "for x, y assume p: x >= 0 show x >= 0");
    session.end();
}

#[test]
fn what_is_wrong_is_said_and_the_session_goes_on() {
    let mut session = Session::start(&["--timeout", "5"]);
    let wrong = session.refused("prove", json!({ "claim": "for x show arcos(x) <= 4" }));
    assert!(wrong.contains("did you mean `arccos`?"), "{wrong}");
    for (name, arguments, mends) in [
        (
            "prove",
            json!({ "claim": "for x show x <= x", "timeout": 6 }),
            "at most 5 seconds",
        ),
        (
            "prove",
            json!({ "claim": "for x show x <= x", "timeout": -1 }),
            "more than 0",
        ),
        (
            "prove",
            json!({ "clam": "for x show x <= x" }),
            "unknown field `clam`",
        ),
        (
            "best",
            json!({ "claim": "for x show x <= x" }),
            "`best c in [0, 1] largest`",
        ),
        (
            "best",
            json!({ "claim": "for x show x <= c best c in [0, 1] largest", "width": "0" }),
            "positive",
        ),
        ("check", json!({ "certificates": [] }), "at least one"),
        (
            "audit",
            json!({ "claim": "claim A { for x show x <= x } claim B { for x show x <= x }" }),
            "has 2",
        ),
    ] {
        let wrong = session.refused(name, arguments.clone());
        assert!(wrong.contains(mends), "{name} {arguments}: {wrong}");
    }
    let code = |answer: Value| answer["error"]["code"].as_i64().unwrap();
    assert_eq!(
        code(session.ask("tools/call", json!({ "name": "write" }))),
        -32_602
    );
    assert_eq!(code(session.ask("resources/list", json!({}))), -32_601);
    for line in [
        "[]",
        "{\"id\": 1}",
        "{\"jsonrpc\": \"2.0\", \"id\": [], \"method\": \"ping\"}",
        "{\"jsonrpc\": \"2.0\", \"id\": 0.5, \"method\": \"ping\"}",
        "{\"jsonrpc\": \"2.0\", \"id\": 18446744073709551616, \"method\": \"ping\"}",
    ] {
        writeln!(session.stdin, "{line}").unwrap();
        assert_eq!(code(session.receive()), -32_600, "{line}");
    }
    assert_eq!(session.ask("ping", json!({}))["result"], json!({}));
    session.end();
}

#[test]
fn a_call_that_is_withdrawn_is_not_answered_and_those_behind_it_are() {
    let mut session = Session::start(&["--timeout", "86400"]);
    // Undecided for ever: the bound is the least value, which is no algebraic number.
    let endless = "for x in [0, 9], y in [0, 9] show sin(x*y) + cos(x + exp(y)) + sin(exp(x) + y^2) <= 2.9999";
    let call = |id: u32, claim: &str| {
        json!({
            "jsonrpc": "2.0", "id": id, "method": "tools/call",
            "params": { "name": "prove", "arguments": { "claim": claim, "timeout": 86_400 } },
        })
    };
    session.send(&call(100, endless));
    session.send(&call(101, "for x show x^2 >= 0"));
    // Answered while the first call is at work or done, whichever it is.
    session.send(&json!({ "jsonrpc": "2.0", "id": 102, "method": "ping" }));
    session.send(&json!({
        "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 100 },
    }));
    loop {
        let answer = session.receive();
        if answer["id"] == 101 {
            assert_eq!(answer["result"]["structuredContent"]["verdict"], "proved");
            break;
        }
    }
    session.end();
}
