import { conformance } from '@metta-dd/test-kit';
import { test } from 'vitest';
import { subject } from '../test/scenes.js';

// Each of them starts a GitHub of its own.
for (const check of await conformance(subject)) test(check.name, { timeout: 60_000 }, () => check.run());
