// node ci/schema-check.mjs SCHEMA FILE…: validates JSON files against a JSON schema of draft 4, 6, 7, 2019-09 or 2020-12.
//
// Prints each error as FILE:POINTER: message. Exits 0 when all are valid, 1 when one is not, 2 when a schema or a file
// cannot be read. Never goes to the network: a schema that another refers to is looked for beside it, by its file name.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import Ajv from "ajv";
import Ajv2019 from "ajv/dist/2019.js";
import Ajv2020 from "ajv/dist/2020.js";
import Ajv04 from "ajv-draft-04";
import addFormats from "ajv-formats";

const read = (file) => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file}: ${error.message}`);
  }
};

const validatorFor = (schema) => {
  const draft = schema.$schema ?? "";
  if (draft.includes("draft-04")) return Ajv04;
  if (draft.includes("2019-09")) return Ajv2019;
  if (draft.includes("2020-12")) return Ajv2020;
  return Ajv;
};

const main = async ([schemaFile, ...files]) => {
  if (files.length === 0) throw new Error("usage: node ci/schema-check.mjs SCHEMA FILE…");
  const schema = read(schemaFile);
  const Validator = validatorFor(schema);
  const ajv = new Validator({
    allErrors: true,
    strict: false, // published schemas carry keywords and formats of their own
    validateSchema: false, // and at least one of them is not valid itself
    logger: false,
    unicodeRegExp: false,
    loadSchema: async (uri) => read(join(dirname(schemaFile), basename(uri.replace(/#.*/, "")))),
  });
  addFormats(ajv);
  const validate = await ajv.compileAsync(schema);
  let valid = true;
  for (const file of files) {
    if (validate(read(file))) continue;
    valid = false;
    for (const error of validate.errors.slice(0, 20)) {
      console.log(`${file}:${error.instancePath || "/"}: ${error.message} ${JSON.stringify(error.params).slice(0, 200)}`);
    }
    if (validate.errors.length > 20) console.log(`${file}: ${validate.errors.length - 20} more errors`);
  }
  return valid ? 0 : 1;
};

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (error) => {
    console.error(error.message);
    process.exitCode = 2;
  },
);
