"use strict";

const { execFile } = require("child_process");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const CANNOT_RUN = "Colours and snippets work without it; errors, verdicts and completion do not.";

let client;

// Why the program cannot be run; undefined where it can.
function failure(program) {
  return new Promise((resolve) => {
    execFile(program, ["--version"], { timeout: 10000 }, (error) => {
      if (!error) {
        resolve(undefined);
      } else if (error.code === "ENOENT") {
        resolve(program.includes("/") ? "there is none" : "it is not on the PATH");
      } else if (error.code === "EACCES") {
        resolve("it may not be executed");
      } else {
        resolve(error.message);
      }
    });
  });
}

// Not waited for: the message stays until it is answered.
function tell(program, cause) {
  const message = `The program \`${program}\` cannot be run: ${cause}. Install it, or name it in the setting lemmabox.path. ${CANNOT_RUN}`;
  vscode.window.showErrorMessage(message, "Open Settings", "Try Again").then((choice) => {
    if (choice === "Open Settings") {
      vscode.commands.executeCommand("workbench.action.openSettings", "lemmabox.path");
    } else if (choice === "Try Again") {
      restart();
    }
  });
}

async function start() {
  const settings = vscode.workspace.getConfiguration("lemmabox");
  const program = settings.get("path");
  const cause = await failure(program);
  if (cause) {
    tell(program, cause);
    return;
  }
  const server = {
    command: program,
    args: ["lsp", "--timeout", String(settings.get("timeout"))],
  };
  client = new LanguageClient("lemmabox", "lemmabox", server, {
    documentSelector: [{ language: "lemma" }],
  });
  await client.start();
}

// One restart after the other.
let last = Promise.resolve();

function restart() {
  last = last.then(deactivate).then(start).catch((error) => tell("lemmabox lsp", error.message));
  return last;
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("lemmabox.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("lemmabox")) {
        restart();
      }
    }),
  );
  await restart();
}

async function deactivate() {
  const old = client;
  client = undefined;
  if (old && old.isRunning()) {
    await old.stop();
  }
}

module.exports = { activate, deactivate };
