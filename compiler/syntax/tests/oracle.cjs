// Records what solc says about every program of `accept` and `reject`, into `oracle.tsv`.
//
// Needs solc 0.8.37 from npm in some folder:   NODE_PATH=<folder>/node_modules node oracle.cjs
// One line per program: path, then `ok` or the number and line of the first error. A program that only solc's analysis
// refuses has `analysis` in front of the number.
const fs = require("fs");
const path = require("path");
const solc = require("solc");
if (!solc.version().startsWith("0.8.37")) throw new Error("this corpus is about solc 0.8.37");

function firstError(text, settings) {
  const input = { language: "Solidity", sources: { a: { content: text } }, settings };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = (output.errors || []).filter((error) => error.severity === "error");
  if (errors.length === 0) return null;
  const start = errors[0].sourceLocation ? errors[0].sourceLocation.start : 0;
  const line = Buffer.from(text).subarray(0, Math.max(start, 0)).toString().split("\n").length;
  return { number: errors[0].errorCode, line };
}

const lines = [];
for (const folder of ["accept", "reject"]) {
  for (const name of fs.readdirSync(path.join(__dirname, folder)).sort()) {
    if (!name.endsWith(".sol")) continue;
    const text = fs.readFileSync(path.join(__dirname, folder, name), "utf8");
    let verdict = "ok";
    const parse = firstError(text, { stopAfter: "parsing" });
    if (parse) verdict = `${parse.number}\t${parse.line}`;
    else if (folder === "reject") {
      const analysis = firstError(text, { outputSelection: { "*": { "*": ["abi"] } } });
      if (analysis) verdict = `analysis\t${analysis.number}\t${analysis.line}`;
    }
    lines.push(`${folder}/${name}\t${verdict}`);
  }
}
fs.writeFileSync(path.join(__dirname, "oracle.tsv"), lines.join("\n") + "\n");
console.log(`${lines.length} programs`);
