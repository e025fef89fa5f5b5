// Takes PowerShell scripts apart with tree-sitter's grammar; JSON in, JSON out.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const input = [];
for await (const piece of process.stdin) {
  input.push(piece);
}
const modules = createRequire(pathToFileURL(join(process.cwd(), "node_modules", "x")));
const { Language, Parser } = await import(pathToFileURL(modules.resolve("web-tree-sitter")));
await Parser.init();
const grammar = modules.resolve("tree-sitter-powershell/tree-sitter-powershell.wasm");
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));

function* commands(node) {
  if (node.type === "command") {
    const [name, elements] = [node.childForFieldName("command_name"), node.childForFieldName("command_elements")];
    const given = (elements?.namedChildren ?? []).filter((one) => one.type !== "command_argument_sep");
    yield [name?.text ?? "", ...given.map((one) => one.text)];
  }
  for (const child of node.namedChildren) {
    yield* commands(child);
  }
}

const found = JSON.parse(Buffer.concat(input)).map((source) => {
  const { rootNode } = parser.parse(source);
  return { wrong: rootNode.hasError, commands: [...commands(rootNode)] };
});
console.log(JSON.stringify(found));
