/** What a program can do about a secret that was not read. */
export type SecretErrorCode =
  | 'SECRET_NOT_FOUND'
  | 'SECRET_KEY_NOT_FOUND'
  | 'SECRET_DENIED'
  | 'SECRET_UNUSABLE'
  | 'SECRET_PROVIDER_UNAVAILABLE';

/** A secret cannot be read; with `SECRET_PROVIDER_UNAVAILABLE` no secret of that service can, and all share one error. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  readonly code: SecretErrorCode;
  readonly hint: string | undefined;

  constructor(
    code: SecretErrorCode,
    message: string,
    options: { readonly hint?: string | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.hint = options.hint;
  }
}
