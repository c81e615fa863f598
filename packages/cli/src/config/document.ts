import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Path } from './path.js';
import { InvalidConfiguration } from './problem.js';

/** Where something stands in a file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A configuration file, parsed; references in its strings are not yet resolved. */
export interface ConfigDocument {
  readonly file: string;
  readonly content: unknown;
  /** The position of a key, or of a list item, or of the nearest one above that the file holds. */
  readonly locate: (path: Path) => Position | undefined;
}

/** Parses YAML, of which JSON is a part; all syntax errors are reported at once. */
export function parseConfig(file: string, text: string): ConfigDocument {
  const lines = new LineCounter();
  // Pretty errors quote the source, and with it perhaps a secret.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0)
    throw new InvalidConfiguration(
      document.errors.map(({ message, pos }) => ({ file, ...position(pos[0]), message: sentence(message) })),
    );
  return {
    file,
    content: document.toJS() ?? {},
    locate: (path) => {
      const offset = offsetOf(document.contents, path);
      return offset === undefined ? undefined : position(offset);
    },
  };
}

function offsetOf(root: Node | null, path: Path): number | undefined {
  let node: unknown = root;
  let offset: number | undefined;
  for (const step of path) {
    const next = child(node, step);
    if (next === undefined) return offset;
    offset = next.offset ?? offset;
    node = next.node;
  }
  return offset;
}

function child(node: unknown, step: string | number): { node: unknown; offset: number | undefined } | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return isNode(item) ? { node: item, offset: item.range?.[0] } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isPair(item) && keyText(item.key) === String(step));
  return pair && { node: pair.value, offset: isNode(pair.key) ? pair.key.range?.[0] : undefined };
}

const keyText = (key: unknown) => String(isScalar(key) ? key.value : key);

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}

const sentence = (message: string) => message.charAt(0).toLowerCase() + message.slice(1);
