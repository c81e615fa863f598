// https://docs.datadoghq.com/metrics/custom_metrics/#naming-custom-metrics
const LONGEST = 200;

/** The name as the intake stores it; empty where no letter is in it. */
export function storedMetricName(name: string): string {
  let stored = '';
  for (const character of name.replace(/^[^A-Za-z]+/, '')) {
    if (/[A-Za-z0-9]/.test(character)) stored += character;
    else if (character === '.') stored = stored.endsWith('_') ? `${stored.slice(0, -1)}.` : `${stored}.`;
    else if (!/[._]$/.test(stored)) stored += '_';
  }
  return stored.replace(/_$/, '');
}

/** Why the intake would not store the name as it is; nothing where it would. */
export function metricNameFault(name: string): string | undefined {
  if (name.length > LONGEST) return `the metric name is longer than ${LONGEST} characters`;
  return name === storedMetricName(name) && name !== '' ? undefined : 'the intake would change the metric name';
}
