import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { ownFolders, runCli, type Start, shipsInMode, TOKEN } from './support/cli.js';
import { answering, localDatadog } from './support/intake.js';

// Each test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const KEY = 'key-4d1f8a0c52e97b36';

/** Pushes and gives the exit code with what the envelope says of the delivery. */
async function push(start: Start) {
  const { code, stdout, stderr } = await runCli(['collect', '--push', '--json'], start);
  const { result, errors, warnings } = JSON.parse(stdout);
  return { code, stderr, delivery: result?.delivery, errors, warnings };
}

function pushing(mode: string, env: Readonly<Record<string, string>>): Start {
  const start = shipsInMode(mode);
  return { ...start, env: { ...start.env, ...ownFolders(), DD_API_KEY: KEY, ...env } };
}

test('keeps on disk what the intake does not take, and the next run sends it', async () => {
  const down = await answering(403, '{"errors":["Forbidden"]}');
  const datadog = await localDatadog([KEY]);
  const start = pushing('calm', {});
  const yaml = (url: string) =>
    `env: test\ndatadog: {destinations: [{name: lab, url: "${url}", apiKey: "${KEY}"}]}\ncollectors: {ships: {fleets: [north]}}\n`;
  const file = join(start.cwd ?? '', 'metta-dd.yaml');
  const env = { ...start.env, DD_URL: datadog.url };

  writeFileSync(file, yaml(down));
  const first = await push({ cwd: start.cwd ?? '', env: { ...env, METTA_DD_CONFIG: file } });
  writeFileSync(file, yaml(datadog.url));
  const second = await push({ cwd: start.cwd ?? '', env: { ...env, METTA_DD_CONFIG: file } });

  expect([first.code, second.code]).toEqual([6, 0]);
  expect(first.delivery).toMatchObject([
    { destination: new URL(datadog.url).host, kept: 0 },
    { destination: 'lab', accepted: 0, authentication: true },
  ]);
  expect(first.errors).toMatchObject([{ code: 'INTAKE_REFUSED_KEY' }]);
  const [main, lab] = second.delivery;
  expect([lab.kept, lab.accepted]).toEqual([0, main.accepted + first.delivery[1].kept]);
  const values = (metric: string) => datadog.series(metric).flatMap(({ points }) => points.map(([, value]) => value));
  expect(values('metta_dd.spool.points')).toEqual([first.delivery[1].kept]);
  expect(values('metta_dd.spool.oldest.age')).toHaveLength(1);
});

test('reads the key again after a refusal', async () => {
  const datadog = await localDatadog([KEY]);
  const start = pushing('calm', { DD_URL: datadog.url });
  const cwd = start.cwd ?? '';
  const provider = `
    import { appendFileSync } from 'node:fs';
    export default { apiVersion: 1, resolve: async (reference, { fresh }) => {
      appendFileSync('asked.txt', reference.id + ' ' + (fresh === true) + '\\n');
      return fresh ? '${KEY}' : 'stale-key-0123456789';
    } };`;
  writeFileSync(join(cwd, 'metta-dd.yaml'), 'env: test\ncollectors: {ships: {fleets: [north]}}\n');
  writeFileSync(join(cwd, 'package.json'), '{"dependencies": {"@acme/ships": "*", "safe": "*"}}');
  mkdirSync(join(cwd, 'node_modules/safe'));
  const block = { apiVersion: 1, secrets: [{ schemes: ['aws-sm'], module: './index.js' }] };
  const manifest = { name: 'safe', version: '1.0.0', type: 'module', 'metta-dd': block };
  writeFileSync(join(cwd, 'node_modules/safe/package.json'), JSON.stringify(manifest));
  writeFileSync(join(cwd, 'node_modules/safe/index.js'), provider);

  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as it stands in a configuration
  const env = { ...start.env, DD_API_KEY: '${aws-sm:datadog/api-key}' };
  const { code, delivery, stderr } = await push({ cwd, env });

  expect([code, delivery[0].kept]).toEqual([0, 0]);
  expect(readFileSync(join(cwd, 'asked.txt'), 'utf8')).toBe('datadog/api-key false\ndatadog/api-key true\n');
  expect(stderr).toBe('');
});

test('tells that points are held in memory where the spool cannot be written', async () => {
  const datadog = await localDatadog([KEY]);
  const folders = ownFolders();
  writeFileSync(join(folders.METTA_DD_STATE_DIR ?? '', 'spool'), 'a file in the way');
  const start = pushing('calm', { ...folders, DD_URL: datadog.url });

  const { code, warnings } = await push(start);

  expect(code).toBe(0);
  const [{ message, ...rest }] = warnings.filter(({ message }: { message: string }) => message.includes('in memory'));
  expect(rest).toEqual({ code: 'DELIVERY_WARNING' });
  expect(message).toContain('cannot write the spool: points are held in memory');
  expect(datadog.series('ships.afloat')).toHaveLength(2);
});

test('tells of a collector that failed, also where every one did', async () => {
  const datadog = await localDatadog([KEY]);

  const { code } = await push(pushing('storm', { DD_URL: datadog.url }));

  expect(code).toBe(7);
  const [up] = datadog.series('metta_dd.collector.up');
  expect([up?.tags, up?.points.map(([, value]) => value)]).toEqual([['collector:ships', 'env:test'], [0]]);
});

test('leaves no secret in the spool, in the state or in what is printed', async () => {
  const folders = ownFolders();
  const start = pushing('storm', { ...folders, DD_URL: await answering(403, `{"errors":["${KEY} ${TOKEN}"]}`) });

  const { code, stdout, stderr } = await runCli(['collect', '--push', '--json', '--log-level', 'debug'], start);

  expect(code).toBe(7);
  const state = folders.METTA_DD_STATE_DIR ?? '';
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
  const everything = [stdout, stderr, ...texts].join('\n');
  const forms = [KEY, TOKEN].flatMap((secret) => [
    secret,
    secret.slice(4),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
    encodeURIComponent(secret),
  ]);
  expect(forms.filter((form) => everything.includes(form))).toEqual([]);
  expect(files.some(({ name }) => name.endsWith('.series'))).toBe(true);
});
