import { type Answered, withBody } from './exchange.js';

/** The rows of a list of AWS's XML: its `item` elements, of which each may hold lists of its own. */
export function itemsIn(xml: string, list: string): readonly string[] {
  const inner = innerOf(xml, list);
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: tag, index } of inner.matchAll(/<\/?item>/g)) {
    if (tag === '<item>' && depth++ === 0) start = index;
    if (tag === '</item>' && --depth === 0) items.push(inner.slice(start, index + tag.length));
  }
  return items;
}

export function withItems(answer: Answered, list: string, items: readonly string[]): Answered {
  const xml = answer.body.toString();
  const inner = innerOf(xml, list);
  return withBody(
    answer,
    xml.replace(
      inner === '' ? `<${list}></${list}>` : `<${list}>${inner}</${list}>`,
      () => `<${list}>${items.join('')}</${list}>`,
    ),
  );
}

/** The same answer with another token of the next page. */
export function withToken(answer: Answered, token: string): Answered {
  const xml = answer.body.toString();
  const element = `<nextToken>${token}</nextToken>`;
  return withBody(
    answer,
    xml.includes('<nextToken>')
      ? xml.replace(/<nextToken>[^<]*<\/nextToken>/, element)
      : xml.replace(/<\/\w+Response>\s*$/, (end) => `${element}${end}`),
  );
}

function innerOf(xml: string, list: string): string {
  const found = new RegExp(`<${list}>([\\s\\S]*)</${list}>`).exec(xml)?.[1];
  if (found === undefined) throw new Error(`there is no ${list}`);
  return found;
}
