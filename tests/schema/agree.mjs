// Holds the committed JSON Schema to the policies of `tests/policies` and `examples`: it takes every good one, and
// does with each bad one what its first line says. Run it after `tests/github/install.sh`:
//
//     node tests/schema/agree.mjs
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../github/package.json", import.meta.url));
const { default: Ajv } = require("ajv/dist/2020.js");
const { parse } = require("yaml");

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const policies = (folder) => {
  const names = readdirSync(new URL(folder, root)).filter((name) => name.endsWith(".yml"));
  if (names.length === 0) throw new Error(`${folder} has no policies`);
  return names.sort().map((name) => folder + name);
};

// `strict` refuses words that draft 2020-12 does not have; several types of one value are meant.
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false, allErrors: true });
const accepts = ajv.compile(JSON.parse(read("schemas/release.schema.json")));

/** What the schema says of a policy: nothing, or why it refuses. */
function refusal(text) {
  let value;
  try {
    value = parse(text);
  } catch (error) {
    return error.message;
  }
  return accepts(value) ? null : ajv.errorsText(accepts.errors);
}

const wrong = [];
const examples = readdirSync(new URL("examples/", root), { recursive: true })
  .filter((name) => name.endsWith("release.yml"))
  .map((name) => `examples/${name}`);
for (const path of [...policies("tests/policies/good/"), ...examples]) {
  const why = refusal(read(path));
  if (why !== null) wrong.push(`${path}: good, and the schema refuses it: ${why}`);
}

const counts = { accepts: 0, refuses: 0, "cannot read": 0 };
for (const path of policies("tests/policies/bad/")) {
  const text = read(path);
  const says = /^# The schema (accepts|refuses|cannot read) it\.$/m.exec(text.split("\n")[0])?.[1];
  if (says === undefined) {
    wrong.push(`${path}: its first line does not say what the schema does with it`);
    continue;
  }
  counts[says] += 1;
  const why = refusal(text);
  if ((why === null) !== (says === "accepts")) wrong.push(`${path}: the schema ${why === null ? "accepts it" : `refuses it: ${why}`}`);
}

for (const line of wrong) console.error(line);
console.log(`${counts.refuses + counts["cannot read"]} bad policies refused, ${counts.accepts} left to the linter`);
process.exit(wrong.length === 0 && counts.refuses > 10 ? 0 : 1);
