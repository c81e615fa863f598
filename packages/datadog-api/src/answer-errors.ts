/** The reasons in the body of an answer that is no success, and whether the body is one of Datadog's. */
export function errorsIn(body: string, contentType: string): { errors: readonly string[]; isDatadog: boolean } {
  const parsed = parsedJson(body);
  if (parsed === undefined) {
    const kind = contentType.split(';')[0]?.trim() || 'no content type';
    return { errors: [body.trim() === '' ? 'without a reason' : `with ${kind} instead of JSON`], isDatadog: false };
  }
  const errors = reasonsIn(parsed.value);
  return { errors: errors.length > 0 ? errors : ['without a reason'], isDatadog: errors.length > 0 };
}

/** The value of a JSON text; `undefined` for what is none. */
export function parsedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

// Version 1 and most of version 2 list texts, some of version 2 the objects of JSON:API, the edge `error` or `message`.
function reasonsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('errors' in value)
    return Array.isArray(value.errors) ? value.errors.flatMap(reasonOfItem) : [String(value.errors)];
  if ('error' in value) return reasonOfItem(value.error);
  return 'message' in value ? reasonOfItem(value.message) : [];
}

function reasonOfItem(item: unknown): string[] {
  if (typeof item === 'string') return item === '' ? [] : [item];
  if (typeof item !== 'object' || item === null) return [];
  const title = 'title' in item && typeof item.title === 'string' ? item.title : '';
  const detail = 'detail' in item && typeof item.detail === 'string' ? item.detail : '';
  const text = [title, detail].filter((part) => part !== '').join(': ');
  return text === '' ? reasonsIn(item) : [text];
}
