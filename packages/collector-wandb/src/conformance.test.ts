import { conformance } from '@metta-dd/test-kit';
import { test } from 'vitest';
import { subject } from '../test/scenes.js';

for (const { name, run } of await conformance(subject)) test(name, run);
