// What the pinned solc makes of each example: the creation code with `--optimize --via-ir`, written to examples/solc.json, or
// compared with it (`--check`). `cargo xtask gas` starts this before it measures.
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const solc = require('solc');
const { keccak256 } = require('js-sha3');

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const RUNS = 200;
const EVM_VERSION = 'cancun';

/** The .sol files of a folder and of those in it, by their names relative to it. */
function sources(folder, below = '') {
  return readdirSync(path.join(folder, below)).sort().flatMap((entry) => {
    const name = path.posix.join(below, entry);
    if (statSync(path.join(folder, name)).isDirectory()) return sources(folder, name);
    return name.endsWith('.sol') ? [name] : [];
  });
}

function contract(example) {
  const folder = path.join(examples, example);
  const wanted = /^contract\s*=\s*"(?:.*:)?([^"]+)"/m.exec(readFileSync(path.join(folder, 'workload.toml'), 'utf8'));
  const texts = Object.fromEntries(sources(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.entries(texts).map(([name, content]) => [name, { content }])),
    settings: {
      optimizer: { enabled: true, runs: RUNS }, viaIR: true, evmVersion: EVM_VERSION, metadata: { appendCBOR: false, bytecodeHash: 'none' },
      outputSelection: { '*': { '*': ['evm.bytecode.object'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(`solc refuses ${example}: ${errors[0].formattedMessage}`);
  const compiled = Object.values(output.contracts).flatMap((unit) => Object.entries(unit)).filter(([, made]) => made.evm.bytecode.object !== '');
  const found = compiled.filter(([name]) => !wanted || name === wanted[1]);
  if (found.length !== 1) throw new Error(`${example}: ${found.length} contracts fit`);
  const hashes = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, keccak256(text)]));
  return { sources: hashes, creation: found[0][1].evm.bytecode.object };
}

const names = readdirSync(examples).sort().filter((name) => existsSync(path.join(examples, name, 'workload.toml')));
const recorded = {
  compiler: `solc ${solc.version()} --optimize --optimize-runs ${RUNS} --via-ir --evm-version ${EVM_VERSION}`,
  contracts: Object.fromEntries(names.map((name) => [name, contract(name)])),
};
const text = `${JSON.stringify(recorded, null, 1)}\n`;
const file = path.join(examples, 'solc.json');
if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.log('examples/solc.json is not what solc says now; `cargo xtask gas` writes it anew');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
}
