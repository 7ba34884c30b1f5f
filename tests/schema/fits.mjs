// Holds the document on standard input to a committed JSON Schema. Run it after `tests/github/install.sh`:
//
//     node tests/schema/fits.mjs schemas/verdict.schema.json <document.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../github/package.json", import.meta.url));
const { default: Ajv } = require("ajv/dist/2020.js");

const schema = JSON.parse(readFileSync(new URL(`../../${process.argv[2]}`, import.meta.url), "utf8"));
// Formats of numbers, such as `uint64`, are Rust's own words.
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
const fits = ajv.compile(schema);
if (!fits(JSON.parse(readFileSync(0, "utf8")))) {
  for (const error of fits.errors) console.error(`${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`);
  process.exit(1);
}
