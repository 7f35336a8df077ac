import { type Client, median, mutationOf, signedIn } from '../kit/index.ts';

const USER = 'id username email name phone role';

/** The mutations of accounts by mail, by name. */
export const ACCOUNT = {
  signUp: mutationOf('signUp'),
  confirmSignUp: mutationOf('confirmSignUp', USER),
  changePassword: mutationOf('changePassword', USER),
  changePlatformPassword: mutationOf('changePassword', 'username'),
  requestPasswordReset: mutationOf('requestPasswordReset'),
  resetPassword: mutationOf('resetPassword', USER),
  requestEmailChange: mutationOf('requestEmailChange'),
  confirmEmailChange: mutationOf('confirmEmailChange', USER),
  updateMyProfile: mutationOf('updateMyProfile', USER),
  updateUser: mutationOf('updateUser', USER),
} as const;

export const NEW_PASSWORD = 'quite another password';

/** Whether the user can sign in with the password. */
export async function canSignIn(client: Client, tenant: string, name: string, password: string): Promise<boolean> {
  return signedIn(client.url, tenant, name, password).then(
    () => true,
    () => false,
  );
}

/** Everything by which a client can tell answers apart: the whole answer except its request id. */
export async function answered(client: Client, document: string, input: object): Promise<string> {
  const { data, errors, status } = await client.send(document, { input });
  return JSON.stringify({ status, data, errors: errors?.map(({ message, extensions }) => ({ message, code: extensions.code })) });
}

/**
 * Median duration of each work, in milliseconds. The order alternates, so that other load of the machine, such as
 * mails of the previous work, affects all of them alike.
 */
export async function medians<K extends string>(rounds: number, works: Readonly<Record<K, (round: number) => Promise<unknown>>>): Promise<Record<K, number>> {
  const names = Object.keys(works) as K[];
  const took = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const start = performance.now();
      await works[name](round);
      took[name].push(performance.now() - start);
    }
  }
  return Object.fromEntries(Object.entries<number[]>(took).map(([name, all]) => [name, median(all)])) as Record<K, number>;
}
