// Fills the generated tables: the READMEs of the collectors, and the index of all metrics. `--check` only says what is stale.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogOf } from '../packages/core/dist/runtime/index.js';
import { readCollectorPackage, updateReadme } from '../packages/test-kit/dist/index.js';

const check = process.argv.includes('--check');
const root = join(import.meta.dirname, '..');
const folders = readdirSync(join(root, 'packages'))
  .filter((name) => name.startsWith('collector-') && existsSync(join(root, 'packages', name, 'dist/index.js')))
  .map((name) => join(root, 'packages', name));

const stale: string[] = [];
for (const folder of folders) if (await updateReadme(folder, { check })) stale.push(join(folder, 'README.md'));

const index = join(root, 'docs/collectors.md');
const text = await indexText();
if (!existsSync(index) || readFileSync(index, 'utf8') !== text) {
  stale.push(index);
  if (!check) writeFileSync(index, text);
}

if (check && stale.length > 0) {
  console.error(`out of date, type pnpm run docs:\n${stale.join('\n')}`);
  process.exitCode = 1;
} else console.log(stale.length === 0 ? 'the generated tables are up to date' : `written:\n${stale.join('\n')}`);

async function indexText(): Promise<string> {
  const sections: string[] = [];
  for (const folder of folders) {
    const { name, manifests } = await readCollectorPackage(folder);
    for (const { id, title, metrics } of manifests.map(catalogOf)) {
      const rows = metrics.map(
        ({ name: metric, type, event, unit = '', description }) =>
          `| \`${metric}\` | ${event ? `${type}, event` : type} | ${unit} | ${description.replaceAll('|', '\\|')} |`,
      );
      const link = `[${name}](../packages/${folder.split('/').at(-1)})`;
      sections.push(
        [
          `## ${title}`,
          '',
          `${link}, \`metta-dd plugins:install ${id}\``,
          '',
          '| Metric | Type | Unit | Meaning |',
          '| --- | --- | --- | --- |',
          ...rows,
        ].join('\n'),
      );
    }
  }
  return `# Collectors and their metrics\n\nGenerated from the collectors' declarations by \`pnpm docs\`.\n\n${sections.join('\n\n')}\n`;
}
