const TRAILER = /^co-authored-by:[ \t]*(.*?)[ \t]*<([^<>\s]+@[^<>\s]+)>[ \t]*$/gim;

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** The people of a message's `Co-authored-by` trailers, each address once. */
export function coAuthorsOf(message: string): Person[] {
  const people = new Map<string, Person>();
  for (const [, name = '', email = ''] of message.matchAll(TRAILER)) {
    const key = email.toLowerCase();
    if (!people.has(key)) people.set(key, { name, email: key });
  }
  return [...people.values()];
}
