import { expect } from 'vitest';
import type { Client, TestApp, UserError } from '../kit/index.ts';

const ERRORS = 'userErrors { code field message details }';

export const MENU_FIELDS = `version currency { code fractionDigits } sections { id categoryId name sortOrder items {
  id productId sku name price basePrice available unavailableReason availableAt popular
  modifierGroups { id name selectionType minSelections maxSelections options { id optionId name priceAdjustment available isDefault } } } }`;

/** Fields of a menu item that tests read. */
export interface Item {
  readonly id: string;
  readonly productId: string;
  readonly sku: string;
  readonly price: number;
  readonly basePrice: number;
  readonly available: boolean;
  readonly unavailableReason: string | null;
  readonly availableAt: string | null;
  readonly modifierGroups: readonly { id: string; name: string; options: readonly { id: string; optionId: string; name: string; available: boolean }[] }[];
}
export interface Menu {
  readonly version: number;
  readonly sections: readonly { id: string; name: string; items: readonly Item[] }[];
}

export async function menuOf(client: Client, outletId: string): Promise<Menu> {
  const { menu } = await client.ok(`query ($outletId: ID!) { menu(outletId: $outletId) { ${MENU_FIELDS} } }`, { outletId });
  return menu;
}

/** The item with this SKU; undefined when it is not on the menu. */
export function itemOf(menu: Menu, sku: string): Item | undefined {
  return menu.sections.flatMap(({ items }) => items).find((item) => item.sku === sku);
}

type Input = Readonly<Record<string, unknown>>;

function mutation(name: string, fields: string): string {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} ${ERRORS} } }`;
}

/** Sends a mutation of the menu that must succeed; returns its payload. */
// biome-ignore lint/suspicious/noExplicitAny: tests read payloads of any mutation
export async function change(client: Client, name: string, input: Input, fields: string): Promise<any> {
  return (await client.ok(mutation(name, fields), { input }))[name];
}

/** Sends a mutation that must fail with userErrors; returns `CODE field.path`. */
export async function refusal(client: Client, name: string, input: Input, fields: string): Promise<string> {
  const { code, field } = await failure(client, name, input, fields);
  return `${code} ${field?.join('.') ?? ''}`.trim();
}

export function failure(client: Client, name: string, input: Input, fields: string): Promise<UserError> {
  return client.failure(mutation(name, fields), { input });
}

/** Sends a mutation that must end in a top-level error; returns its code. */
export function requestErrorOf(client: Client, name: string, input: Input, fields: string): Promise<string> {
  return client.requestError(mutation(name, fields), { input });
}

export function setAvailability(client: Client, input: Input): Promise<{ menuVersion: number }> {
  return change(client, 'setAvailability', input, 'menuVersion');
}

/** Number of statements that the server sends while `work` runs; no other work may run on the server. */
export async function statementsOf(app: TestApp, work: () => Promise<unknown>): Promise<number> {
  const connection = app.services.orm.em.getConnection();
  const execute = connection.execute;
  let count = 0;
  connection.execute = ((...args: Parameters<typeof execute>) => {
    count += 1;
    return execute.apply(connection, args);
  }) as typeof execute;
  try {
    await work();
  } finally {
    connection.execute = execute;
  }
  expect(count).toBeGreaterThan(0);
  return count;
}
