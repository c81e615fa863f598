/** Every spelling of a secret that output is known to carry; each is at least four characters long. */
export function formsOf(value: string): string[] {
  const wellFormed = value.toWellFormed();
  const secret = wellFormed.trim();
  const texts = textsOf(secret);
  const wholes = [wellFormed, secret, `${secret}\n`, `${secret}\r\n`];
  const forms = [...texts, ...texts.flatMap(escapesOf), ...texts.flatMap(percentOf)];
  forms.push(...[...texts, ...wholes].flatMap((text) => binaryOf(Buffer.from(text))));
  return [...new Set(forms)].filter((form) => form.length >= 4);
}

// A PEM key is known by its lines, and a JSON document by its values: armor, keys and braces are no secret,
// and hiding them would shred harmless text.
function textsOf(secret: string): string[] {
  const values = jsonValuesOf(secret);
  if (values.length > 0) return values.flatMap((value) => textsOf(value.trim()));
  if (secret.startsWith('-----BEGIN '))
    return linesOf(secret, /\r?\n|\\n/).filter((line) => !/^-----[A-Z ]+-----$/.test(line));
  return [secret, ...linesOf(secret, /\r?\n/)];
}

function linesOf(text: string, end: RegExp): string[] {
  return text.split(end).map((line) => line.trim());
}

function jsonValuesOf(secret: string): string[] {
  if (!/^[{[]/.test(secret)) return [];
  try {
    return stringsIn(JSON.parse(secret));
  } catch {
    // It only looks like JSON: then it is a text like any other.
    return [];
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function escapesOf(text: string): string[] {
  const once = escaped(text);
  const html = once.replace(/[<>&]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [once, escaped(once), html];
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function percentOf(text: string): string[] {
  const loose = encodeURIComponent(text);
  const strict = loose.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms = [loose, strict, encodeURI(text), strict.replaceAll('%20', '+')];
  const lower = forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  return [...forms, ...lower];
}

// In `base64("user:secret")` the secret starts at any of three places within a group: for each, the characters
// that the secret alone determines.
function binaryOf(bytes: Buffer): string[] {
  const whole = bytes.toString('base64').replace(/=+$/, '');
  const inside = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const plain = [whole, ...inside];
  const hex = bytes.toString('hex');
  return [hex, hex.toUpperCase(), ...plain, ...plain.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}
