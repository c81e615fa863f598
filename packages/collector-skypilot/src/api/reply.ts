import { SourceError } from '@metta-dd/core';
import type { z } from 'zod';
import type { Refusal } from './refusal.js';
import type { Question, Server } from './server.js';
import { understood } from './understood.js';

/** The error for a refusal. */
export function refused({ type, message }: Refusal, path: string): SourceError {
  return new SourceError(`cannot ask /${path}: ${type}${message === '' ? '' : `: ${message}`}`, { status: 500 });
}

/** Asks a question whose refusal is always a failure. */
export async function ask<T>(server: Server, question: Question, schema: z.ZodType<T>): Promise<T> {
  const answer = await server.ask(question);
  if ('refusal' in answer) throw refused(answer.refusal, question.path);
  return understood(schema, answer.value, `ask /${question.path}`);
}
