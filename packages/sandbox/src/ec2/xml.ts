/** What an XML element may hold; `undefined` leaves the element out, a list becomes `<item>` elements. */
export type Content =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly Content[]
  | { readonly [name: string]: Content };

/** An element with everything in it. */
export function element(name: string, content: Content): string {
  if (content === undefined) return '';
  const inner = innerOf(content);
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}

/** A document of one element. */
export function xmlDocument(name: string, namespace: string, content: Content): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${namespace}">${innerOf(content)}</${name}>`;
}

function innerOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Date) return content.toISOString();
  if (isList(content)) return content.map((one) => element('item', one)).join('');
  if (typeof content === 'object')
    return Object.entries(content)
      .map(([name, one]) => element(name, one))
      .join('');
  return escaped(String(content));
}

function isList(content: Content): content is readonly Content[] {
  return Array.isArray(content);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
