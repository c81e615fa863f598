import type { Answer } from '@metta-dd/local-datadog';

const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  410: 'Expired',
  500: 'InternalError',
};

/** What a Status says beside its message. */
interface Told {
  readonly metadata?: object;
  readonly details?: object;
}

/** A failure as the API server tells it: a Status object. */
export function failure(code: number, message: string, { metadata = {}, ...more }: Told = {}): Answer {
  const status = { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message };
  return { status: code, body: { ...status, reason: REASONS[code] ?? 'Unknown', code, ...more } };
}

/** What an unknown path is answered with: plain text. */
export function unknownPath(): Answer {
  return { status: 404, body: '404 page not found\n' };
}
