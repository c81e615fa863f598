const BARE = /^(?:NaN|-?Infinity)/;
const MOST_LAYERS = 3;

/**
 * The value of JSON as Python writes it: bare NaN and infinities are null, raw control characters are let through, and
 * JSON within JSON is unwrapped. Throws a SyntaxError for anything else.
 */
export function parsePythonJson(text: string, layers = MOST_LAYERS): unknown {
  const value = parsed(text);
  return typeof value === 'string' && layers > 1 ? parsePythonJson(value, layers - 1) : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Most texts are plain JSON; only the others are read character by character.
    return JSON.parse(plainJson(text));
  }
}

function plainJson(text: string): string {
  let plain = '';
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (isInString && character === '\\') {
      plain += text.slice(at, at + 2);
      at++;
    } else if (character === '"') {
      isInString = !isInString;
      plain += character;
    } else if (isInString) {
      plain += character < ' ' ? unicodeEscape(character) : character;
    } else {
      const bare = BARE.exec(text.slice(at, at + '-Infinity'.length))?.[0];
      plain += bare === undefined ? character : 'null';
      at += (bare?.length ?? 1) - 1;
    }
  }
  return plain;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
