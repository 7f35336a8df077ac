import { newId } from '../../kernel/database/tenant-owned.ts';
import { type Context, contextFor, type Services } from '../../kernel/request/context.ts';
import { guestSession, type Session } from '../../kernel/request/session.ts';
import { transact } from '../../kernel/request/transaction.ts';
import { createParcelType } from '../../modules/delivery/index.ts';
import { createUser, hashNewSecrets, hashPassword, PlatformUser, type Role } from '../../modules/identity/index.ts';
import { createCategory, createModifierGroup, createProduct } from '../../modules/menu/index.ts';
import { createTaxRegime, setOutletTaxRegime } from '../../modules/tax/index.ts';
import { createDiningTable, createOutlet, createStation, createTenant, Outlet, tenantByKey } from '../../modules/tenancy/index.ts';
import type { DemoBrand } from './brand.ts';
import { bunnaHouse } from './bunna-house.ts';
import { seedPromotions } from './demo-promotions.ts';
import { kopiSenja } from './kopi-senja.ts';
import { picturePath } from './picture.ts';

export const DEMO_PASSWORD = 'dapur-demo';
/** PIN with which demo managers approve what a cashier may not do alone. */
export const DEMO_PIN = '2580';
export const DEMO_ADMIN = 'admin';
export const demoBrands = [kopiSenja, bunnaHouse];

/** Users of each demo brand: roles by username. */
export const demoUsers = { owner: 'TENANT_OWNER', manager: 'MANAGER', cashier: 'CASHIER', kitchen: 'KITCHEN' } as const satisfies Record<string, Role>;

/**
 * Fills a new database with two brands and a platform user. A seed that was cut short goes on. Returns false when the
 * database has other tenants or a platform user.
 */
export async function seedDemo(services: Services, tell: (step: string) => void): Promise<boolean> {
  const em = services.platformOrm.em.fork();
  const [row] = await em.execute<{ used: boolean }[]>(
    'select exists (select from platform_user) or exists (select from tenant where slug <> all(array[?]::text[])) as used',
    [demoBrands.map(({ tenant }) => tenant.slug)],
  );
  if (row?.used) return false;
  tell(`Making the demo brands ${demoBrands.map(({ tenant }) => tenant.slug).join(' and ')}`);
  await Promise.all(demoBrands.map((brand) => seedBrand(services, brand)));
  // Last: without the platform user the seed is not finished.
  em.create(PlatformUser, { username: DEMO_ADMIN, name: 'Platform admin', role: 'SUPER_ADMIN', passwordHash: await hashPassword(DEMO_PASSWORD) });
  await em.flush();
  return true;
}

async function seedBrand(services: Services, brand: DemoBrand): Promise<void> {
  // A context of its own: both brands are made at the same time.
  const platform = seedContext(services, { ...guestSession(null), actor: 'SUPER_ADMIN' });
  const known = await tenantByKey(services, brand.tenant.slug);
  const tenant = known ?? (await transact(platform, () => createTenant(platform, brand.tenant)));
  const ctx = seedContext(services, { ...guestSession(tenant.id), actor: 'TENANT_OWNER' });
  if ((await ctx.em.count(Outlet)) > 0) return;
  const users = usersOf(ctx, brand);
  await transact(ctx, async () => {
    const outletIds: string[] = [];
    for (const { stations, tables, taxes, ...input } of brand.outlets) {
      const outlet = await createOutlet(ctx, input);
      outletIds.push(outlet.id);
      const { id: taxRegimeId } = await createTaxRegime(ctx, taxes);
      await setOutletTaxRegime(ctx, { outletId: outlet.id, taxRegimeId });
      for (const station of stations) await createStation(ctx, { outletId: outlet.id, ...station });
      for (const table of tables) await createDiningTable(ctx, { outletId: outlet.id, ...table });
    }
    for (const parcel of brand.parcels) await createParcelType(ctx, parcel);
    await seedMenu(ctx, brand);
    await seedPromotions(ctx, brand.tenant.slug);
    for (const { user, secrets } of users) {
      await createUser(ctx, { ...user, outletId: outletIds[0] ?? null, accessibleOutletIds: outletIds }, secrets);
    }
  });
}

/** The users of a brand. Their secrets are hashed from now on, beside the work on everything else. */
function usersOf(ctx: Context, brand: DemoBrand) {
  return Object.entries(demoUsers).map(([username, role]) => {
    const pin = role === 'MANAGER' ? DEMO_PIN : null;
    const user = { username, role, name: `${brand.tenant.name} ${username}`, pin, password: DEMO_PASSWORD };
    const secrets = hashNewSecrets(ctx, user);
    // An error is thrown where the user is made.
    secrets().catch(() => undefined);
    return { user, secrets };
  });
}

async function seedMenu(ctx: Context, brand: DemoBrand): Promise<void> {
  const groupIds = new Map<string, string>();
  for (const [key, group] of Object.entries(brand.groups)) groupIds.set(key, (await createModifierGroup(ctx, group)).id);
  for (const [sortOrder, { products, picture: _, ...category }] of brand.categories.entries()) {
    const { id: categoryId } = await createCategory(ctx, { ...category, sortOrder });
    for (const { groups = [], ...product } of products) {
      const made = await createProduct(ctx, { ...product, categoryId, modifierGroupIds: groups.map((key) => groupIds.get(key) ?? '') });
      // A path: the server does not listen yet, so it has no URL.
      made.imageUrl = picturePath(brand.tenant.slug, product.sku);
    }
  }
}

function seedContext(services: Services, session: Session): Context {
  return contextFor(session, services, { requestId: newId() });
}
