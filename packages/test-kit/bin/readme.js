#!/usr/bin/env node
import { updateReadme } from '../dist/update-readme.js';

const check = process.argv.includes('--check');
const stale = await updateReadme(process.cwd(), { check });
if (stale) {
  console.error(`${process.cwd()}/README.md is out of date: type pnpm run docs`);
  process.exitCode = 1;
}
