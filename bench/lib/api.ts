/** Headers of a request. */
export interface Caller {
  readonly token?: string;
  readonly tenant?: string;
}

/** Sends one GraphQL request and returns its data; throws on top-level errors and on userErrors of the root field. */
export type Api = <T>(query: string, variables: Readonly<Record<string, unknown>>, caller?: Caller) => Promise<T>;

export function headersOf({ token, tenant }: Caller): Record<string, string> {
  return { ...(token && { authorization: `Bearer ${token}` }), ...(tenant && { 'x-tenant-id': tenant }) };
}

export function apiOf(port: number): Api {
  return async <T>(query: string, variables: Readonly<Record<string, unknown>>, caller: Caller = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headersOf(caller) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as { data?: Record<string, { userErrors?: unknown[] } | null> | null; errors?: unknown[] };
    const failures = [...(errors ?? []), ...Object.values(data ?? {}).flatMap((field) => field?.userErrors ?? [])];
    if (failures.length > 0 || !data) throw new Error(`${query.slice(0, 80)} … failed (status ${answer.status}): ${JSON.stringify(failures).slice(0, 1000)}`);
    return data as T;
  };
}

/** Calls a mutation of the form `name(input: NameInput!)` and returns its payload. */
export function mutate<T>(api: Api, name: string, selection: string, input: unknown, caller: Caller): Promise<T> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} userErrors { code field message } } }`;
  return api<Record<string, T>>(query, { input }, caller).then((data) => data[name] as T);
}

/** Maps with at most `width` calls at a time; results keep their places. */
export async function inParallel<A, B>(items: readonly A[], width: number, work: (item: A, index: number) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as A, index);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
