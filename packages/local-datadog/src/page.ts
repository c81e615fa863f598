import { type Html, html } from './html.js';
import type { Ledger, LedgerEntry } from './ledger.js';
import { STYLE } from './page-style.js';
import type { Handler } from './stand-in/exchange.js';
import type { AcceptedSeries, SeriesStore } from './store.js';

const ROWS = 2_000;

/** `GET /`: what was accepted and what was lost, as a page that needs no script and nothing from elsewhere. */
export function resultPage(store: SeriesStore, ledger: Ledger): Handler {
  return (request, { now }) => {
    if (request.method !== 'GET' || request.url.pathname !== '/') return undefined;
    const prefix = request.url.searchParams.get('metric') ?? '';
    const series = store.list().filter(({ metric }) => metric.startsWith(prefix));
    return {
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'",
        'cache-control': 'no-store',
      },
      body: renderPage(series, ledger.dropped, prefix, now).html,
    };
  };
}

function renderPage(
  series: readonly AcceptedSeries[],
  dropped: readonly LedgerEntry[],
  prefix: string,
  now: Date,
): Html {
  const metrics = new Set(series.map(({ metric }) => metric)).size;
  const points = series.reduce((sum, { points }) => sum + points.length, 0);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local Datadog</title>
<link rel="icon" href="data:,">
<style>${{ html: STYLE }}</style>
</head>
<body>
<header>
<h1>Local Datadog</h1>
<p>${metrics} metrics, ${series.length} series, ${points} points accepted; ${dropped.length} lost. It is ${now.toISOString()}.</p>
<form><label>Metrics that begin with <input name="metric" value="${prefix}"></label> <button>Show</button></form>
</header>
<main>
<h2>Accepted</h2>
${series.length === 0 ? html`<p class="empty">Nothing yet. Send series to <code>POST /api/v2/series</code>.</p>` : seriesTable(series)}
<h2>Lost after a 202</h2>
${dropped.length === 0 ? html`<p class="empty">Nothing was dropped.</p>` : droppedTable(dropped)}
</main>
</body>
</html>
`;
}

function seriesTable(series: readonly AcceptedSeries[]): Html {
  return html`<table>
<thead><tr><th>Metric</th><th>Tags</th><th class="number">Newest value</th><th>Unit</th><th>Type</th><th>At</th><th class="number">Points</th></tr></thead>
<tbody>
${series.slice(0, ROWS).map(seriesRow)}</tbody>
</table>
${omitted(series.length)}`;
}

function seriesRow({ metric, tags, unit, type, points }: AcceptedSeries): Html {
  const [timestamp, value] = points.at(-1) ?? [];
  return html`<tr><td><code>${metric}</code></td><td class="tags">${tags.map((tag) => html`<span>${tag}</span> `)}</td><td class="number">${describeValue(value)}</td><td>${unit ?? ''}</td><td>${type}</td><td>${describeTime(timestamp)}</td><td class="number">${points.length}</td></tr>
`;
}

function droppedTable(dropped: readonly LedgerEntry[]): Html {
  return html`<table>
<thead><tr><th>Metric</th><th>What</th><th>Reason</th><th class="number">Value</th><th>At</th></tr></thead>
<tbody>
${dropped.slice(0, ROWS).map(droppedRow)}</tbody>
</table>
${omitted(dropped.length)}`;
}

function droppedRow({ metric, effect, what, reason, value, timestamp, from }: LedgerEntry): Html {
  return html`<tr><td><code>${metric}</code></td><td>${effect} ${what} ${from ?? ''}</td><td>${reason}</td><td class="number">${value === null ? 'null' : describeValue(value)}</td><td>${describeTime(timestamp)}</td></tr>
`;
}

function omitted(count: number): Html {
  return count > ROWS ? html`<p>The first ${ROWS} of ${count} are shown.</p>` : html``;
}

function describeValue(value: number | readonly number[] | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'number' ? String(value) : `${value.length} samples, the last ${value.at(-1)}`;
}

function describeTime(timestamp: number | undefined): string {
  if (timestamp === undefined) return '';
  const time = new Date(timestamp * 1_000);
  return Number.isNaN(time.getTime()) ? String(timestamp) : `${time.toISOString().slice(0, 19)}Z`;
}
