/** The exit codes that a command decides by itself; those of a run are made by the engine. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  configuration: 3,
  authentication: 4,
  partial: 5,
  delivery: 6,
  incompatible: 8,
  interrupted: 130,
  terminated: 143,
} as const satisfies Partial<typeof import('@metta-dd/core/runtime').EXIT>;
