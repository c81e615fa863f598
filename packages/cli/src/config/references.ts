/** A name in the configuration that stands for a value kept elsewhere. */
export interface Reference {
  readonly scheme: string;
  /** What stands between the colon and the closing brace, without the default. */
  readonly body: string;
  /** Only of `env`: what follows `:-`. */
  readonly fallback?: string;
  /** As written. */
  readonly text: string;
}

/** A string cut into what is literal and what stands for something else. */
export type Template = readonly (string | Reference)[];

const TOKEN = /\$\$\{|\$\{([^}]*)\}/g;
const SCHEMED = /^([a-z][a-z0-9-]*):([\s\S]*)$/;

/** Cuts a string; `$${` is a literal `${`, and a brace without a scheme is a reference of scheme "". */
export function parseTemplate(text: string): Template {
  const parts: (string | Reference)[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    parts.push(text.slice(end, match.index));
    parts.push(match[1] === undefined ? '${' : reference(match[0], match[1]));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}

/** The text of a string that refers to nothing. */
export function literalText(template: Template): string | undefined {
  const texts = template.filter((part) => typeof part === 'string');
  return texts.length === template.length ? texts.join('') : undefined;
}

/** `aws-sm:secret-id#json.key` in its parts. */
export function secretIdOf(body: string): { readonly id: string; readonly key?: string } {
  const [id = '', key] = body.split('#', 2);
  return key === undefined ? { id } : { id, key };
}

function reference(text: string, inside: string): Reference {
  const [, scheme = '', body = inside] = SCHEMED.exec(inside) ?? [];
  if (scheme !== 'env') return { scheme, body, text };
  const at = body.indexOf(':-');
  return at < 0 ? { scheme, body, text } : { scheme, body: body.slice(0, at), fallback: body.slice(at + 2), text };
}
