import { afterEach, describe, expect, test } from 'vitest';
import { standIns } from '../../test/stand-ins.js';

const { start, close } = standIns();

afterEach(close);

describe('control routes', () => {
  const post = (url: string, body: unknown) => fetch(url, { method: 'POST', body: JSON.stringify(body) });

  test('requests are listed and forgotten, and control requests are not among them', async () => {
    const { url } = await start();
    await fetch(`${url}/widgets`);

    const listed: unknown = await (await fetch(`${url}/__sandbox/requests`)).json();
    const deleted = await fetch(`${url}/__sandbox/requests`, { method: 'DELETE' });
    const after: unknown = await (await fetch(`${url}/__sandbox/requests`)).json();

    expect(listed).toEqual([expect.objectContaining({ method: 'GET', path: '/widgets', status: 200 })]);
    expect([deleted.status, after]).toEqual([204, []]);
  });

  test('faults are added singly or as a list, and removed', async () => {
    const { url } = await start();

    const one = await post(`${url}/__sandbox/faults`, { match: { path: '/widgets' }, status: 500 });
    const two = await post(`${url}/__sandbox/faults`, [{ status: 418 }]);
    const faulty = await fetch(`${url}/widgets`);
    await fetch(`${url}/__sandbox/faults`, { method: 'DELETE' });
    const sound = await fetch(`${url}/widgets`);

    expect([one.status, two.status, faulty.status, sound.status]).toEqual([201, 201, 500, 200]);
    expect(await two.json()).toEqual([
      { rule: { match: { path: '/widgets' }, status: 500 }, applied: 0 },
      { rule: { status: 418 }, applied: 0 },
    ]);
  });

  test('a malformed rule is refused with every problem, and none of its list is added', async () => {
    const { url, faults } = await start();

    const answer = await post(`${url}/__sandbox/faults`, [
      { status: 500 },
      { statsu: 500, status: 99, match: { path: 1 }, times: 0, reset: false },
    ]);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      message: [
        'cannot add the fault rule: statsu is unknown (known: match, status, headers, body, delayMs, reset, truncate, cut, processed, times)',
        'status is not an integer from 200 to 599',
        'times is not an integer from 1',
        'reset is not true',
        'match.path is not a text',
      ].join('; '),
    });
    expect(faults.list()).toEqual([]);
  });

  test('the clock is read and set', async () => {
    const { url } = await start();

    const before: unknown = await (await fetch(`${url}/__sandbox/clock`)).json();
    const set = await post(`${url}/__sandbox/clock`, { at: '2025-10-24T00:00:00Z' });
    const bad = await post(`${url}/__sandbox/clock`, { at: 'tomorrow' });

    expect(before).toEqual({ at: '2025-10-23T18:20:00.000Z' });
    expect(await set.json()).toEqual({ at: '2025-10-24T00:00:00.000Z' });
    expect(set.headers.get('date')).toBe('Fri, 24 Oct 2025 00:00:00 GMT');
    expect([bad.status, await bad.json()]).toEqual([
      400,
      { message: 'cannot set the clock: the body is not {"at": "<ISO 8601 time>"}' },
    ]);
  });

  test('an unknown route or method names what there is, and faults do not reach control', async () => {
    const { url, faults } = await start({ control: { extra: () => ({ status: 200, body: 'mine' }) } });
    faults.add({ status: 500 });

    const unknown = await fetch(`${url}/__sandbox/series`);
    const method = await fetch(`${url}/__sandbox/clock`, { method: 'PUT' });
    const extra = await fetch(`${url}/__sandbox/extra`);

    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      {
        message:
          'no control route GET /__sandbox/series (/__sandbox/requests, /__sandbox/faults, /__sandbox/clock, /__sandbox/extra)',
      },
    ]);
    expect([method.status, await method.json()]).toEqual([405, { message: '/__sandbox/clock takes GET, POST' }]);
    expect(await extra.text()).toBe('mine');
  });
});
