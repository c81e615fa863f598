import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import { dig } from './dig.js';

type Json = Record<string, unknown>;

/** GitHub's published description of its REST API, as a judge of requests and answers. */
export class GitHubDescription {
  readonly #document: Json;
  readonly #ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    const path = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
    this.#document = record(JSON.parse(readFileSync(path, 'utf8')));
    this.#ajv.addSchema({ $id: 'github', components: withoutNullable(this.#document.components) });
  }

  /** The path template of the operation, or nothing when GitHub has none. */
  operation(method: string, path: string): string | undefined {
    const candidates = Object.keys(record(this.#document.paths)).filter(
      (template) =>
        templateOf(template).test(path) && method.toLowerCase() in record(record(this.#document.paths)[template]),
    );
    // The template with the fewest placeholders is the most precise.
    return candidates.sort((a, b) => a.split('{').length - b.split('{').length)[0];
  }

  /** What is wrong with a request: unknown path, unknown query name, a value outside the enumeration. */
  problemsOfRequest(method: string, url: URL): string[] {
    const path = url.pathname.replace(/^\/repositories\/\d+/, '/repos/o/r');
    const template = this.operation(method, path);
    if (template === undefined) return [`no operation ${method} ${path}`];
    const operation = record(record(record(this.#document.paths)[template])[method.toLowerCase()]);
    const parameters = list(operation.parameters).map((one) => this.#resolve(record(one)));
    return [...url.searchParams].flatMap(([name, value]) => {
      const parameter = parameters.find((one) => one.in === 'query' && one.name === name);
      if (parameter === undefined) return [`${template} has no query parameter ${name}`];
      const allowed = record(parameter.schema).enum;
      return allowed === undefined || list(allowed).includes(value)
        ? []
        : [`${name} of ${template} cannot be ${value}`];
    });
  }

  /** What is wrong with an answer. */
  problemsOfAnswer(method: string, path: string, status: number, body: unknown): string[] {
    const template = this.operation(method, path.replace(/^\/repositories\/\d+/, '/repos/o/r'));
    if (template === undefined) return [`no operation ${method} ${path}`];
    const key = `${method.toLowerCase()} ${template} ${status}`;
    const validate = this.#compiled.get(key) ?? this.#compile(template, method, status);
    this.#compiled.set(key, validate);
    return validate(body)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }

  #compile(template: string, method: string, status: number): ValidateFunction {
    const operation = record(record(record(this.#document.paths)[template])[method.toLowerCase()]);
    const response = this.#resolve(record(record(operation.responses)[String(status)]));
    const schema = dig(record(record(response.content)['application/json']), 'schema');
    return this.#ajv.compile(record(withoutNullable(schema)));
  }

  #resolve(value: Json): Json {
    if (typeof value.$ref !== 'string') return value;
    return record(
      value.$ref
        .slice(2)
        .split('/')
        .reduce<unknown>((at, step) => record(at)[step], this.#document),
    );
  }
}

function record(value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value));
  throw new TypeError(`not an object: ${JSON.stringify(value)?.slice(0, 80)}`);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function templateOf(template: string): RegExp {
  // Refs and shas may contain slashes; GitHub's own templates do not say so.
  const open = template.endsWith('{branch}') || template.endsWith('{ref}') || template.endsWith('{tree_sha}');
  const pattern = template.replace(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${open ? pattern.replace(/\[\^\/\]\+$/, '.+') : pattern}$`);
}

/** OpenAPI 3.0 knows `nullable`, JSON Schema an alternative; references get the name of the document they live in. */
function withoutNullable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullable);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, example: _example, ...rest } = record(value);
  const mapped = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string' ? inner.replace(/^#/, 'github#') : withoutNullable(inner),
    ]),
  );
  return nullable === true ? { anyOf: [mapped, { type: 'null' }] } : mapped;
}
