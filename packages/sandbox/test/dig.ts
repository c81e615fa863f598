/** What lies at a dotted path of a JSON value; `*` stands for every element of a list. */
export function dig(value: unknown, path: string): unknown {
  const [step, ...rest] = path.split('.');
  if (step === undefined || step === '') return value;
  if (step === '*') {
    if (!Array.isArray(value)) throw new TypeError(`no list before *.${rest.join('.')}`);
    return value.map((element) => dig(element, rest.join('.')));
  }
  if (typeof value !== 'object' || value === null) throw new TypeError(`nothing at ${path}`);
  const found = Object.entries(value).find(([key]) => key === step)?.[1];
  return dig(found, rest.join('.'));
}
