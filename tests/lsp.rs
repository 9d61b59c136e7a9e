//! The language server over real pipes.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

struct Session {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Session {
    fn start() -> Self {
        Self::start_with(Stdio::null())
    }

    fn start_with(stderr: Stdio) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("lemmabox"))
            .args(["lsp", "--stdio", "--timeout", "20"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .unwrap();
        Self {
            stdin: child.stdin.take().unwrap(),
            stdout: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.stdin, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.stdin.flush().unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(
                self.stdout.read_line(&mut line).unwrap() > 0,
                "the server has gone"
            );
            match line.trim_end() {
                "" => break,
                header => {
                    if let Some(n) = header.strip_prefix("Content-Length: ") {
                        length = n.parse().unwrap();
                    }
                }
            }
        }
        let mut body = vec![0; length];
        self.stdout.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    fn ask(&mut self, id: u32, method: &str, params: Value) -> Value {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let answer = self.receive();
            if answer["id"] == id && answer.get("method").is_none() {
                return answer["result"].clone();
            }
        }
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }
}

#[test]
fn a_claim_is_opened_verified_and_the_session_ends_in_peace() {
    let mut session = Session::start();
    session.ask(1, "initialize", json!({ "capabilities": {} }));
    session.tell("initialized", json!({}));
    let text = "claim A { for x in (-1, inf) show log(1 + x) <= x }";
    let document = json!({ "uri": "file:///nowhere/a.lemma", "languageId": "lemma", "version": 1, "text": text });
    session.tell("textDocument/didOpen", json!({ "textDocument": document }));
    let published = session.receive();
    assert_eq!(published["params"]["diagnostics"], json!([]));
    let command =
        json!({ "command": "lemmabox.verify", "arguments": ["file:///nowhere/a.lemma", "A"] });
    let answer = session.ask(2, "workspace/executeCommand", command);
    assert_eq!(answer["verdict"], "proved");
    session.ask(3, "shutdown", Value::Null);
    session.tell("exit", Value::Null);
    assert_eq!(session.child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_is_no_message_ends_the_session_with_an_error_and_no_panic() {
    let mut session = Session::start();
    session
        .stdin
        .write_all(b"Content-Length: 5\r\n\r\n{]}{]")
        .unwrap();
    drop(session.stdin);
    assert_eq!(session.child.wait().unwrap().code(), Some(2));
    // A client that goes at once.
    let mut session = Session::start();
    drop(session.stdin);
    assert_eq!(session.child.wait().unwrap().code(), Some(2));
}

#[test]
fn a_length_beyond_memory_ends_the_session_with_its_cause() {
    let mut session = Session::start_with(Stdio::piped());
    write!(session.stdin, "Content-Length: 99999999999999\r\n\r\n{{}}").unwrap();
    session.stdin.flush().unwrap();
    let output = session.child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("99999999999999"), "{said}");
}
