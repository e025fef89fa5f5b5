// Runs a scenario with the official client for Node; prints what went otherwise, as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, url, ks, file] = process.argv.slice(2);
const kaltura = createRequire(modules + "/")("kaltura-client");
console.log = () => {};
const configuration = new kaltura.Configuration();
configuration.serviceUrl = url;
const client = new kaltura.Client(configuration);
client.setKs(ks);
const given = {};

function argument(value) {
  if (Array.isArray(value)) {
    return value.map(argument);
  }
  if (value && typeof value === "object" && "ref" in value) {
    const [name, property] = value.ref.split(".");
    return given[name][property];
  }
  if (value && typeof value === "object" && "object" in value) {
    const { object, ...rest } = value;
    const made = new kaltura.objects[object.replace(/^Kaltura/, "")]();
    for (const [name, item] of Object.entries(rest)) {
      made[name] = argument(item);
    }
    return made;
  }
  return value;
}

const wrong = [];
for (const [index, step] of JSON.parse(readFileSync(file)).entries()) {
  const at = `${index} ${step.service}.${step.action}`;
  try {
    const service = kaltura.services[step.service];
    // What are words of the language have another name in this client.
    const action = service[step.action] ?? service[`${step.action}Action`];
    const answer = await action(...step.args.map(argument)).execute(client);
    if (step.refused) {
      wrong.push(`${at} was not refused`);
    }
    if (step.name) {
      given[step.name] = answer;
    }
    for (const [name, value] of Object.entries(step.expect ?? {})) {
      if (String(answer[name]) !== String(value)) {
        wrong.push(`${at}: ${name} is ${answer[name]}, not ${value}`);
      }
    }
    if (step.holds && !answer.objects.some((row) => row.id === argument(step.holds))) {
      wrong.push(`${at}: the list lacks it`);
    }
  } catch (fault) {
    if (!step.refused) {
      wrong.push(`${at}: ${fault.message ?? fault}`);
    }
  }
}
process.stdout.write(JSON.stringify(wrong));
