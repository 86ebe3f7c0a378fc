// What the real solc says about the programs of ../ui and ../run. The tests read it from the files below, so they need
// neither Node nor solc; `cargo xtask solc` compares the files with what solc says now.
//
// verdicts.json    errors of solc for each program: number and line
// interfaces.json  ABI, selectors, storage and transient storage layout of each contract in ../run
// runs.json        what bytecode from solc's IR pipeline does for each directive `//@` in ../run
// imports.json     the source unit that solc asks for: for each importing unit, path and remappings
//
// A program is one source under its own name, or several, each below a line `// ==== Source: name ====`. Lines are counted
// from the program's first one. Contracts of a program of several sources are called `source:Contract`.
//
// Directives of a program in ../run, executed in order, each word an integer:
//   //@ deploy Contract word... [value=n] [from=address]
//   //@ call signature(types) word... [value=n] [from=address]
//   //@ data 0xbytes [value=n] [from=address]

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const solc = require('solc');
const sha3 = require('js-sha3');
const { Common, Hardfork, Mainnet } = require('@ethereumjs/common');
const { createEVM } = require('@ethereumjs/evm');
const { Address, bytesToHex, hexToBytes } = require('@ethereumjs/util');

const here = path.dirname(fileURLToPath(import.meta.url));
const EVM_VERSION = 'cancun';

/** The text of each file, by its path from here. */
export async function record() {
  const verdicts = {};
  for (const program of programs('ui')) verdicts[program.name] = compile(program).verdict;

  const interfaces = {};
  const runs = {};
  for (const program of programs('run')) {
    const { verdict, contracts } = compile(program);
    if (verdict.length > 0) throw new Error(`solc refuses ${program.name}: ${JSON.stringify(verdict)}`);
    interfaces[program.name] = Object.fromEntries(Object.entries(contracts).map(([name, contract]) => [name, contractInterface(contract)]));
    runs[program.name] = await run(program, contracts);
  }
  const text = (value) => `${JSON.stringify(value, null, 1)}\n`;
  return { 'verdicts.json': text(verdicts), 'interfaces.json': text(interfaces), 'runs.json': text(runs), 'imports.json': text(imports()) };
}

/** The names that imports resolve to, as rows: importing unit, path, remappings, name. */
function imports() {
  const importers = ['a.sol', '/a.sol', 'd/a.sol', 'd//a.sol', '/d/e//f/a.sol', 'd/../e/a.sol', './d/a.sol', '../a.sol', 'd/e/', 'd/..', 'https://x.com/d/a.sol', '@l/d/a.sol'];
  const paths = ['x.sol', './x.sol', '../x.sol', '../../x.sol', '../../../x.sol', './../x.sol', '.././x.sol', './a//x.sol', '..//..//x.sol', './a/../x.sol',
    './a/../../x.sol', './x/', './a/./b', '.x.sol', '..x', '.../x', 'x/../y.sol', '/x/./y.sol', './..a/x', 'a/./b', './a/b/../../../../x.sol', './é', 'd//x'];
  const rows = importers.flatMap((importer) => paths.map((path) => [importer, path, []]));
  const remapped = [
    ['a.sol', 'x/y.sol', ['x=z']], ['a.sol', 'x/y.sol', ['x/=z/']], ['a.sol', 'x/y.sol', ['x/=']], ['a.sol', 'x/y.sol', ['x/y.sol=z.sol']],
    ['a.sol', 'x/y.sol', ['y=z']], ['a.sol', 'xx/y.sol', ['x=z']], ['a.sol', 'x/y.sol', ['x/=1/', 'x/=2/']], ['a.sol', 'x/y.sol', ['x/y=1', 'x=2']],
    ['a.sol', 'x/y.sol', ['x=2', 'x/y=1']], ['d/a.sol', 'x/y.sol', ['d/:x=1', 'x/y=2']], ['d/a.sol', 'x/y.sol', ['x/y=2', 'd/:x=1']],
    ['d/a.sol', 'x/y.sol', ['d:x=1', 'd/a:x=2', 'd:x/y=3']], ['e/a.sol', 'x/y.sol', ['d:x=1']], ['a.sol', 'x/y.sol', ['a.sol:x=1']],
    ['d/a.sol', './y.sol', ['d/y=z/y']], ['d/a.sol', './y.sol', ['./y=z/y']], ['d/a.sol', '../y.sol', ['y=q/']], ['d/a.sol', './y.sol', ['y=z']],
    ['a.sol', 'x/y.sol', ['x=y', 'y=z']], ['a.sol', 'x/y.sol', ['x=./z/../w']], ['a.sol', 'x/y.sol', ['x=/z//w/']], ['a.sol', '@o/x/y.sol', ['@o/x=lib/o/src']],
    ['a.sol', 'https://g.com/x/y.sol', ['https://g.com/=g/']], ['a.sol', 'x/y.sol', [':x=z']], ['a.sol', 'x=1/y.sol', ['x=1=2']], ['a.sol', 'a:b/y.sol', ['c:a=1', 'a:a:b=2']],
    ['é.sol', 'é/y.sol', ['é:é=z']], ['d/a.sol', 'x/y.sol', ['d/:x/=1/', 'd/a.sol:y=2', 'x/y.sol=3']],
  ];
  return [...rows, ...remapped].map((row) => [...row, imported(...row)]);
}

function imported(importer, path, remappings) {
  let name = importer;
  const sources = { [importer]: { content: `import ${JSON.stringify(path).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)};` } };
  const settings = { remappings, outputSelection: {} };
  solc.compile(JSON.stringify({ language: 'Solidity', sources, settings }), { import: (asked) => { name = asked; return { contents: '' }; } });
  return name;
}

/** The surroundings of every call; `run.rs` has the same. */
const SURROUNDINGS = {
  caller: 0xca11e4n, origin: 0x0419n, gasPrice: 9n, number: 1000n, timestamp: 1_700_000_000n, coinbase: 0xc01bn,
  gasLimit: 30_000_000n, baseFee: 7n, prevRandao: 0x4a4dn, blobBaseFee: 3n, blobHashes: [(1n << 248n) + 0xb10bn, (1n << 248n) + 0xb10cn],
};

function programs(folder) {
  const root = path.join(here, '..', folder);
  const files = fs.readdirSync(root, { recursive: true }).filter((name) => name.endsWith('.sol')).sort();
  return files.map((name) => ({ name: name.split(path.sep).join('/'), bytes: fs.readFileSync(path.join(root, name)) }));
}

/** Sources of a program: name, text as bytes, and how many lines of the program stand above. */
function sourcesOf(program) {
  const parts = [];
  const lines = program.bytes.toString('latin1').split(/(?<=\n)/);
  lines.forEach((line, at) => {
    const header = line.match(/^\/\/ ==== Source: (.*) ====\s*$/);
    if (header) parts.push({ name: header[1], text: '', above: at + 1 });
    else if (parts.length > 0) parts.at(-1).text += line;
  });
  if (parts.length === 0) return [{ name: program.name, bytes: program.bytes, above: 0 }];
  return parts.map(({ name, text, above }) => ({ name, bytes: Buffer.from(text, 'latin1'), above }));
}

function compile(program) {
  const sources = sourcesOf(program);
  const output = JSON.parse(solc.compile(JSON.stringify({
    language: 'Solidity',
    sources: Object.fromEntries(sources.map(({ name, bytes }) => [name, { content: bytes.toString() }])),
    settings: {
      viaIR: true, optimizer: { enabled: true }, evmVersion: EVM_VERSION,
      outputSelection: { '*': { '*': ['abi', 'evm.methodIdentifiers', 'storageLayout', 'transientStorageLayout', 'evm.bytecode.object'] } },
    },
  })));
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  const line = (location) => {
    const { bytes, above } = sources.find(({ name }) => name === location?.file) ?? sources[0];
    return above + bytes.subarray(0, location?.start ?? 0).toString().split('\n').length;
  };
  const verdict = errors.map((error) => [error.errorCode ?? '', line(error.sourceLocation)]);
  const named = ([file, contracts]) => Object.entries(contracts).map(([name, contract]) => [sources.length > 1 ? `${file}:${name}` : name, contract]);
  return { verdict, contracts: Object.fromEntries(Object.entries(output.contracts ?? {}).flatMap(named)) };
}

function contractInterface(contract) {
  const layout = ({ storage, types }) => ({ storage: storage.map(({ astId, ...rest }) => rest), types });
  return {
    abi: contract.abi,
    methodIdentifiers: contract.evm.methodIdentifiers,
    storageLayout: layout(contract.storageLayout),
    transientStorageLayout: layout(contract.transientStorageLayout),
  };
}

const bytesOf = (number, size) => hexToBytes(`0x${number.toString(16).padStart(2 * size, '0')}`);
const address = (number) => new Address(bytesOf(number, 20));
const word = (text) => (text.startsWith('-') ? (1n << 256n) - BigInt(text.slice(1)) : BigInt(text)).toString(16).padStart(64, '0');

async function run(program, contracts) {
  const s = SURROUNDINGS;
  const evm = await createEVM({ common: new Common({ chain: Mainnet, hardfork: Hardfork.Cancun }) });
  const header = {
    number: s.number, timestamp: s.timestamp, coinbase: address(s.coinbase), gasLimit: s.gasLimit,
    baseFeePerGas: s.baseFee, prevRandao: bytesOf(s.prevRandao, 32), difficulty: 0n, getBlobGasPrice: () => s.blobBaseFee,
  };
  const results = [];
  let to;
  for (const directive of program.bytes.toString().matchAll(/^\/\/@ (.*)$/gm)) {
    const words = directive[1].trim().split(/\s+/);
    const option = (key, otherwise) => {
      const at = words.findIndex((text) => text.startsWith(`${key}=`));
      return at < 0 ? otherwise : BigInt(words.splice(at, 1)[0].slice(key.length + 1));
    };
    const value = option('value', 0n);
    const caller = address(option('from', s.caller));
    const [kind, what, ...args] = words;
    const encoded = args.map(word).join('');
    const data = {
      deploy: () => contracts[what].evm.bytecode.object + encoded,
      call: () => sha3.keccak256(what).slice(0, 8) + encoded,
      data: () => what.slice(2),
    }[kind]();
    const call = { caller, origin: address(s.origin), gasPrice: s.gasPrice, value, skipBalance: true, gasLimit: s.gasLimit,
      data: hexToBytes(`0x${data}`), block: { header }, blobVersionedHashes: s.blobHashes.map((hash) => `0x${hash.toString(16).padStart(64, '0')}`) };
    if (kind !== 'deploy') call.to = to;
    const { execResult, createdAddress } = await evm.runCall(call);
    const failed = execResult.exceptionError !== undefined;
    if (failed && execResult.exceptionError.error !== 'revert') throw new Error(`${program.name}: ${directive[1]}: ${execResult.exceptionError.error}`);
    if (kind === 'deploy' && !failed) to = createdAddress;
    const result = { directive: directive[1], status: failed ? 'revert' : 'success' };
    result.output = kind === 'deploy' && !failed ? '0x' : bytesToHex(execResult.returnValue);
    const logs = failed ? [] : execResult.logs ?? [];
    result.logs = logs.map(([, topics, data]) => ({ topics: topics.map((topic) => bytesToHex(topic)), data: bytesToHex(data) }));
    result.address = to?.toString() ?? null;
    result.storage = to ? storageOf(evm, to) : {};
    results.push(result);
  }
  return results;
}

/** Slots that are not zero. */
function storageOf(evm, account) {
  const slots = new Map();
  for (const layer of evm.stateManager.storageStack) {
    for (const [key, value] of layer) {
      const [owner, slot] = key.split('_');
      if (owner === account.toString()) slots.set(`0x${slot.replace(/^0x/, '')}`, value);
    }
  }
  const entries = [...slots].map(([slot, value]) => [slot, `0x${word(bytesToHex(value) === '0x' ? '0' : bytesToHex(value))}`]);
  return Object.fromEntries(entries.filter(([, value]) => !/^0x0*$/.test(value)).sort());
}
