// What solc says about every program of `accept` and `reject`. `cargo xtask solc` compares it with `oracle.tsv`.
//
// One line per program: path, then `ok` or the number and line of the first error. A program that only solc's analysis
// refuses has `analysis` in front of the number.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const solc = createRequire(import.meta.url)('solc');
const here = new URL('.', import.meta.url);

/** The text of each file, by its path from here. */
export function record() {
  const lines = [];
  for (const folder of ['accept', 'reject']) {
    for (const name of fs.readdirSync(new URL(folder, here)).sort()) {
      if (!name.endsWith('.sol')) continue;
      const text = fs.readFileSync(new URL(`${folder}/${name}`, here), 'utf8');
      lines.push(`${folder}/${name}\t${verdict(text, folder === 'reject')}`);
    }
  }
  return { 'oracle.tsv': `${lines.join('\n')}\n` };
}

function verdict(text, analyze) {
  const parse = firstError(text, { stopAfter: 'parsing' });
  if (parse) return `${parse.number}\t${parse.line}`;
  const analysis = analyze && firstError(text, { outputSelection: { '*': { '*': ['abi'] } } });
  return analysis ? `analysis\t${analysis.number}\t${analysis.line}` : 'ok';
}

function firstError(text, settings) {
  const input = { language: 'Solidity', sources: { a: { content: text } }, settings };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const error = (output.errors ?? []).find((error) => error.severity === 'error');
  if (error === undefined) return null;
  const start = error.sourceLocation ? error.sourceLocation.start : 0;
  const line = Buffer.from(text).subarray(0, Math.max(start, 0)).toString().split('\n').length;
  return { number: error.errorCode, line };
}
