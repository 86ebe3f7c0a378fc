// How a recording differs from what was said live, for people: the place within the file, then both values.

const SHOWN = 10;
const WIDTH = 100;

/** Lines that say where two texts differ: JSON documents by key, other texts by line. */
export function differences(recorded, live) {
  const found = [...compare(parse(recorded), parse(live), [])];
  if (found.length === 0) return ['  the same content, written differently'];
  const lines = found.slice(0, SHOWN).flatMap(({ at, recorded, live }) => {
    const [before, after] = excerpts(text(recorded), text(live));
    return [`  ${at.join(' > ')}`, `    recorded  ${before}`, `    live      ${after}`];
  });
  return found.length > SHOWN ? [...lines, `  and ${found.length - SHOWN} more`] : lines;
}

/** A document; of anything else its lines, each under its text before the first tab. */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    // A table, or a document that somebody broke.
  }
  return Object.fromEntries(text.split('\n').filter((line) => line !== '').map((line) => [line.split('\t')[0], line]));
}

function* compare(recorded, live, at) {
  if (isNode(recorded) && isNode(live)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(live)])) {
      yield* compare(recorded[key], live[key], [...at, key]);
    }
  } else if (recorded !== live) {
    yield { at, recorded, live };
  }
}

const isNode = (value) => typeof value === 'object' && value !== null;
const text = (value) => (value === undefined ? '(nothing)' : JSON.stringify(value));

/** Both texts, cut to the surroundings of the first place where they differ. */
function excerpts(...texts) {
  const [a, b] = texts;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  const start = Math.max(0, same - WIDTH / 2);
  return texts.map((text) => {
    const cut = text.slice(start, start + WIDTH);
    return `${start > 0 ? '…' : ''}${cut}${start + WIDTH < text.length ? '…' : ''}`;
  });
}
