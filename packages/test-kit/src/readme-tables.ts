import type { CollectorCatalog } from '@metta-dd/core/runtime';

type Row = readonly string[];
type Schema = Readonly<Record<string, unknown>>;

/** What a call of the collector costs its source; rows of the package's `cost.json`. */
export interface CallCost {
  readonly call: string;
  readonly requests: string;
  readonly note: string;
}

/** The keys of the configuration, nested ones with dots. */
export function configTable({ config }: CollectorCatalog): string {
  return table(['Key', 'Type', 'Default', 'Meaning'], configRows(config, ''));
}

/** Every metric: what it is called, what it counts and what it means. */
export function metricsTable({ metrics }: CollectorCatalog): string {
  const rows = metrics.map(({ name, type, unit = '', description, event }) => [
    `\`${name}\``,
    event ? `${type}, event` : type,
    unit,
    description,
  ]);
  return table(['Metric', 'Type', 'Unit', 'Meaning'], rows);
}

/** Which permissions which metrics take. */
export function permissionsTable({ metrics }: CollectorCatalog): string {
  const needs = [...new Set(metrics.flatMap((metric) => metric.needs))].toSorted();
  const rows = needs.map((need) => {
    const names = metrics.filter((metric) => metric.needs.includes(need)).map(({ name }) => `\`${name}\``);
    return [`\`${need}\``, names.length === metrics.length ? 'all' : names.join(', ')];
  });
  return table(['Permission', 'Metrics'], rows);
}

/** Where each secret is looked for. */
export function secretsTable({ secrets }: CollectorCatalog): string {
  const rows = Object.entries(secrets).map(([name, { env, awsSecret, optional }]) => [
    `\`${name}\``,
    env.map((variable) => `\`${variable}\``).join(', '),
    awsSecret === undefined ? '' : `\`${awsSecret}\``,
    optional === true ? 'no' : 'yes',
  ]);
  return table(['Secret', 'Environment', 'AWS Secrets Manager', 'Required'], rows);
}

export function costTable(costs: readonly CallCost[]): string {
  return table(
    ['Call', 'Requests', 'Note'],
    costs.map(({ call, requests, note }) => [call, requests, note]),
  );
}

function configRows(schema: Schema, prefix: string): Row[] {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  return Object.entries(properties).flatMap(([key, property]) => {
    if (!isRecord(property)) return [];
    const path = `${prefix}${key}`;
    const standard = 'default' in property ? `\`${JSON.stringify(property.default)}\`` : '';
    const row = [
      `\`${path}\``,
      typeText(property),
      standard,
      typeof property.description === 'string' ? property.description : '',
    ];
    return [row, ...configRows(property, `${path}.`)];
  });
}

function typeText(schema: Schema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if ('const' in schema) return `\`${String(schema.const)}\``;
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (choices !== undefined) return [...new Set(choices.filter(isRecord).map(typeText))].join(' or ');
  if (schema.type === 'array') return `list of ${isRecord(schema.items) ? typeText(schema.items) : 'values'}`;
  if (schema.type === 'object' && isRecord(schema.additionalProperties))
    return `map of ${typeText(schema.additionalProperties)}`;
  return typeof schema.type === 'string' ? schema.type : 'value';
}

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const isRecord = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
