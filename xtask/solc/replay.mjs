// Asks the pinned solc everything the recordings hold, and compares; with `--record`, rewrites them instead.
//
// Started by `cargo xtask solc`, which installs the packages beside this file elsewhere and points NODE_PATH there. Ends with
// 1 when a recording differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { differences } from './difference.mjs';

const root = new URL('../../', import.meta.url);
const RECORDERS = ['compiler/syntax/tests/oracle.mjs', 'compiler/tests/solc/record.mjs', 'vm-evm/tests/fixtures/record.mjs'];

const require = createRequire(import.meta.url);
const pinned = require('./package.json').dependencies.solc;
const version = require('solc').version();
if (!version.startsWith(`${pinned}+`)) throw new Error(`solc ${pinned} is pinned, but ${version} is installed`);

const rewrite = process.argv.includes('--record');

let changed = 0;
for (const recorder of RECORDERS) {
  const { record } = await import(new URL(recorder, root));
  for (const [name, live] of Object.entries(await record())) {
    const path = recorder.replace(/[^/]*$/, name);
    const file = new URL(path, root);
    const recorded = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (recorded === live) continue;
    changed += 1;
    console.log([path, ...differences(recorded, live)].join('\n'));
    if (rewrite) writeFileSync(file, live);
  }
}
const outcome = rewrite ? 'rewritten' : 'different from what is recorded';
console.log(`solc ${version}: ${changed === 0 ? 'all as recorded' : `files ${outcome}: ${changed}`}`);
if (changed > 0 && !rewrite) {
  console.log('`cargo xtask solc --record` takes over what it says now');
  process.exitCode = 1;
}
