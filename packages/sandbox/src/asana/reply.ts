import type { Answer } from '@metta-dd/local-datadog';

const HELP =
  'For more information on API status codes and how to handle them, read the docs on errors: https://developers.asana.com/docs/errors';

/** A refusal as Asana words it. */
export function refusal(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: { errors: [{ message, help: HELP }] } };
}

export function notFound(kind: string, gid: string): Answer {
  return /^\d+$/.test(gid)
    ? refusal(404, `${kind}: Unknown object: ${gid}`)
    : refusal(400, `${kind}: Not a recognized ID: ${gid}`);
}

export function found(data: unknown): Answer {
  return { status: 200, body: { data } };
}
