/** Units that Datadog knows and metrics of ours may use; https://docs.datadoghq.com/metrics/units/ has them all. */
const UNITS: ReadonlySet<string> = new Set(
  `bit, byte, kibibyte, mebibyte, gibibyte, tebibyte, kilobyte, megabyte, gigabyte, terabyte, nanosecond,
  microsecond, millisecond, second, minute, hour, day, week, percent, fraction, permille, apdex, dollar,
  cent, microdollar, nanodollar, euro, pound, connection, request, response, packet, message, payload, hit,
  miss, timeout, session, route, process, thread, core, millicore, cpu, host, node, instance, container,
  device, volume, file, inode, block, page, buffer, table, index, row, column, key, query, transaction,
  item, record, object, entry, entity, unit, event, occurrence, operation, time, service, task, job, worker,
  resource, run, step, stage, build, commit, check, attempt, ticket, error, fault, exception, success,
  alert, monitor, question, user, email, token, span, sample, prediction, vector, collection, document,
  shard, execution, invocation, update, wait, hertz, kilohertz, megahertz, gigahertz, watt, kilowatt, joule,
  degree celsius, volt, ampere`.split(/,\s+/),
);

const TIMES: ReadonlySet<string> = new Set([
  'nanosecond',
  'microsecond',
  'millisecond',
  'second',
  'minute',
  'hour',
  'day',
  'week',
]);

/** True for a unit of Datadog's list, and for `unit/per-unit` of which not both are times. */
export function isDatadogUnit(text: string): boolean {
  const [unit = '', per, ...more] = text.split('/');
  if (more.length > 0 || !UNITS.has(unit)) return false;
  return per === undefined || (UNITS.has(per) && !(TIMES.has(unit) && TIMES.has(per)));
}
