// Runs programs one after the other in one process; jobs and results are JSON.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const input = [];
for await (const piece of process.stdin) {
  input.push(piece);
}

const ended = [];
for (const { folder, file, environment } of JSON.parse(Buffer.concat(input))) {
  process.chdir(folder);
  Object.assign(process.env, environment);
  process.exitCode = 0;
  const printed = [];
  const write = (...words) => printed.push(words.join(" "));
  const { log, error } = console;
  Object.assign(console, { log: write, error: write });
  const stdout = process.stdout.write;
  process.stdout.write = write;
  try {
    await import(pathToFileURL(join(folder, file)));
  } catch (fault) {
    process.exitCode = 1;
    write(fault.stack);
  }
  Object.assign(console, { log, error });
  process.stdout.write = stdout;
  for (const name of Object.keys(environment)) {
    delete process.env[name];
  }
  ended.push({ status: process.exitCode, output: printed.join("\n") });
}
process.exitCode = 0;
console.log(JSON.stringify(ended));
