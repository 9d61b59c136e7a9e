"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function start() {
  const settings = vscode.workspace.getConfiguration("lemmabox");
  const server = {
    command: settings.get("path"),
    args: ["lsp", "--timeout", String(settings.get("timeout"))],
  };
  client = new LanguageClient("lemmabox", "lemmabox", server, {
    documentSelector: [{ language: "lemma" }],
  });
  return client.start();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("lemmabox.restart", async () => {
      await deactivate();
      await start();
    }),
  );
  await start();
}

async function deactivate() {
  const old = client;
  client = undefined;
  if (old) {
    await old.stop();
  }
}

module.exports = { activate, deactivate };
