import { conformance } from '@metta-dd/test-kit';
import { test } from 'vitest';
import { subject } from '../test/scenes.js';

// Each of them starts a GitHub of its own.
for (const { name, run } of await conformance(subject)) test(name, { timeout: 60_000 }, run);
