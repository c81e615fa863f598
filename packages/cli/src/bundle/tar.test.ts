import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../../test/support/folder.js';
import { tarOf } from './tar.js';

const MODIFIED = new Date('2026-01-31T12:00:00Z');

test('is read by tar, byte by byte', () => {
  const long = `${'é'.repeat(600)}\n`;
  const folder = folderWith({});
  const files = [
    { name: 'a/empty.txt', content: '' },
    { name: 'a/long.txt', content: long },
    { name: 'block.txt', content: 'x'.repeat(512) },
  ];
  writeFileSync(join(folder, 'x.tar'), tarOf(files, MODIFIED));

  const listed = execFileSync('tar', ['-tf', 'x.tar'], { cwd: folder, encoding: 'utf8' });
  execFileSync('tar', ['-xf', 'x.tar'], { cwd: folder });

  expect(listed.trim().split('\n')).toEqual(files.map(({ name }) => name));
  expect(files.map(({ name }) => readFileSync(join(folder, name), 'utf8'))).toEqual(
    files.map(({ content }) => content),
  );
});

test('refuses a name that the format cannot hold', () => {
  expect(() => tarOf([{ name: 'x'.repeat(101), content: '' }], MODIFIED)).toThrow('cannot archive a file of the name');
});
