import { conformance } from '@metta-dd/test-kit';
import { test } from 'vitest';
import { subject } from '../test/subject.js';

// Each of them starts an API server of its own.
for (const { name, run } of await conformance(subject)) test(name, { timeout: 60_000 }, run);
