/** Makes equal texts one: a cluster has few namespaces and nodes, and many pods that name them. */
export function sharing(): (text: string) => string {
  const texts = new Map<string, string>();
  return (text) => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
}
