/** How a server answered one question. */
export interface Told {
  readonly status: number;
  /** What it returned, or the type of its refusal. */
  readonly value?: unknown;
  readonly refusal?: string;
}

/** Puts a question to a server and fetches the answer, in the plainest way. */
export async function ask(url: string, authorization: string, path: string, body: object): Promise<Told> {
  const headers = { authorization, 'content-type': 'application/json' };
  const posted = await fetch(`${url}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    redirect: 'manual',
  });
  const id = posted.headers.get('x-skypilot-request-id');
  await posted.text();
  if (posted.status !== 200 || id === null) return { status: posted.status };
  const answer = await fetch(`${url}/api/get?request_id=${id}`, { headers });
  const payload = Object(await answer.json());
  if (answer.status === 200) return { status: 200, value: JSON.parse(String(payload.return_value)) };
  const { error } = Object(payload.detail);
  if (typeof error !== 'string')
    throw new Error(`${path} is answered with ${answer.status} ${JSON.stringify(payload)}`);
  return { status: answer.status, refusal: String(Object(JSON.parse(error)).type) };
}
