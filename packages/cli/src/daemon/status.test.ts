import { expect, test } from 'vitest';
import { failedReport } from '../collect/result.js';
import { metricsText } from './prometheus.js';
import { DaemonStatus } from './status.js';

const SLOT = new Date('2026-01-31T12:15:00Z');

const delivery = (accepted: number, kept: number) => {
  const counts = { accepted, kept, rejected: 0, expired: 0, inDoubt: 0, requests: 2 };
  return { destination: 'datadoghq.com', ...counts, answers: { 202: 2 }, authentication: false, reasons: [] };
};

test('writes the text of Prometheus, with labels escaped', () => {
  const text = metricsText([
    { name: 'a_total', type: 'counter', help: 'A.', samples: [{ labels: { x: 'quote " back \\ line \n' }, value: 2 }] },
    { name: 'none', type: 'gauge', help: 'None.', samples: [] },
    { name: 'b', type: 'gauge', help: 'B.', samples: [{ labels: {}, value: 0.5 }] },
  ]);

  expect(text).toBe(
    '# HELP a_total A.\n# TYPE a_total counter\na_total{x="quote \\" back \\\\ line \\n"} 2\n# HELP b B.\n# TYPE b gauge\nb 0.5\n',
  );
});

test('adds up what is counted, and replaces what is measured', () => {
  const status = new DaemonStatus('1.2.3');
  const report = { ...failedReport('ships', { reason: 'fog' }), durationMs: 1500, answers: { '2xx': 3, error: 1 } };
  status.enter('ready');

  status.ran(SLOT, [report], [delivery(40, 4)]);
  const first = status.text();
  status.ran(SLOT, [{ ...report, state: 'ok', values: 2, failures: [] }], [delivery(44, 0)]);
  status.skipped(3);
  status.failed(SLOT);
  status.reloaded(false);

  expect(first).toContain('metta_dd_collector_metrics{collector="ships",state="value"} 0\n');
  expect(first).not.toContain('state="failed"');
  const lines = status.text().split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    'metta_dd_info{version="1.2.3"} 1',
    'metta_dd_ready 1',
    'metta_dd_slots_total{result="run"} 2',
    'metta_dd_slots_total{result="skipped"} 3',
    'metta_dd_slots_total{result="failed"} 1',
    'metta_dd_reloads_total{result="accepted"} 0',
    'metta_dd_reloads_total{result="refused"} 1',
    'metta_dd_last_slot_timestamp_seconds 1769861700',
    'metta_dd_collector_up{collector="ships"} 1',
    'metta_dd_collector_run_duration_seconds{collector="ships"} 1.5',
    'metta_dd_collector_metrics{collector="ships",state="value"} 2',
    'metta_dd_collector_metrics{collector="ships",state="no_data"} 0',
    'metta_dd_collector_metrics{collector="ships",state="failed"} 0',
    'metta_dd_collector_series{collector="ships"} 0',
    'metta_dd_source_requests_total{collector="ships",status_class="2xx"} 6',
    'metta_dd_source_requests_total{collector="ships",status_class="error"} 2',
    'metta_dd_intake_points_total{destination="datadoghq.com",result="accepted"} 84',
    'metta_dd_intake_points_total{destination="datadoghq.com",result="rejected"} 0',
    'metta_dd_intake_points_total{destination="datadoghq.com",result="expired"} 0',
    'metta_dd_intake_points_total{destination="datadoghq.com",result="in_doubt"} 0',
    'metta_dd_intake_requests_total{destination="datadoghq.com",status="202"} 4',
    'metta_dd_spool_points{destination="datadoghq.com"} 0',
  ]);
});
