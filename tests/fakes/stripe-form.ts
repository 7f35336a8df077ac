/** A form as Stripe parses it: `a[b]=c` is an object in an object, `a[]=b` and `a[0]=b` are lists. */
export interface Form {
  readonly [name: string]: string | Form;
}

export function readForm(text: string): Form {
  const form: Record<string, string | Form> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter((part, index) => part !== '' || index === 0);
    if (name.endsWith('[]')) path.push(String(Object.keys(at(form, path)).length));
    const last = path.pop() ?? '';
    at(form, path)[last] = value;
  }
  return form;
}

function at(form: Record<string, string | Form>, path: readonly string[]): Record<string, string | Form> {
  let found = form;
  for (const part of path) found = (found[part] ??= {}) as Record<string, string | Form>;
  return found;
}

/** The same text for the same parameters in any order. */
export function fingerprint(path: string, text: string): string {
  const params = new URLSearchParams(text);
  params.sort();
  return `${path}?${params}`;
}
