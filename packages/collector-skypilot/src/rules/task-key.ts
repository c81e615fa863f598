/** The name of a task among all of its server. */
export function taskKey({ jobId, taskId }: { readonly jobId: number; readonly taskId?: number }): string {
  return `${jobId}/${taskId ?? ''}`;
}
