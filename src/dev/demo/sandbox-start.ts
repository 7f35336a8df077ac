import type { Services } from '../../kernel/request/context.ts';
import type { DemoPerson, ExplorerStart } from '../explorers/explorer-start.ts';
import { DEMO_ADMIN, DEMO_PASSWORD, demoBrands, demoUsers } from './demo.ts';
import { kopiSenja } from './kopi-senja.ts';

/**
 * The start document.
 * @param minutes lifetime of an access token
 */
const documentFor = (minutes: number): string => `# The menu of a demo outlet, as a guest sees it. Press ▶.
# The header X-Tenant-ID (below) says which brand. To sign in as its cashier:
#   mutation { signIn(input: { username: "cashier", password: "dapur-demo" }) { session { accessToken } userErrors { message } } }
# and send the access token as the header  Authorization: Bearer …  It lives ${minutes} minutes; then sign in again.
# The platform's admin signs in without the header X-Tenant-ID.
# An explorer that needs no internet, with the demo users to sign in by one click: /graphiql
query Menu($outletId: ID!) {
  menu(outletId: $outletId) {
    version
    currency { code fractionDigits }
    outlet { name openNow }
    sections {
      name
      items {
        productId
        name
        price
        available
        modifierGroups {
          name
          selectionType
          minSelections
          maxSelections
          options { optionId name priceAdjustment available isDefault }
        }
      }
    }
  }
}
# Live, over the same address, in another tab:
#   subscription { menuChanged(outletId: "…") { version } }
# A cashier or a kiosk lets a customer pay, and the demo gateway plays the customer:
#   mutation { startPayment(input: { orderId: "…", method: QRIS }) { payment { id action { qrString deeplinkUrl } } userErrors { message } } }
#   mutation { settleDemoPayment(input: { paymentId: "…", outcome: PAY }) { payment { status } userErrors { message } } }`;

/** A document that runs as it is: for the demo brand, or for the first outlet in the database. */
export async function sandboxStart(services: Services): Promise<ExplorerStart> {
  const em = services.platformOrm.em.fork();
  const [first] = await em.execute<{ slug: string; outlet_id: string }[]>(
    'select t.slug, o.id as outlet_id from outlet o join tenant t on t.id = o.tenant_id order by (t.slug = ?) desc, t.slug, o.code desc limit 1',
    [kopiSenja.tenant.slug],
  );
  const brands = demoBrands.map(({ tenant }) => tenant.slug);
  const known = await em.execute<{ slug: string }[]>('select slug from tenant where slug = any(array[?]::text[])', [brands]);
  const accessTokenMinutes = Math.round(services.settings.accessTokenSeconds / 60);
  const people = peopleOf(brands.filter((brand) => known.some(({ slug }) => slug === brand)));
  if (!first) return { document: '{ __typename }', variables: {}, headers: {}, people, accessTokenMinutes };
  const document = documentFor(accessTokenMinutes);
  return { document, variables: { outletId: first.outlet_id }, headers: { 'X-Tenant-ID': first.slug }, people, accessTokenMinutes };
}

/** Users to sign in by one click: guests and users of the demo brands, and the platform's admin. */
function peopleOf(brands: readonly string[]): DemoPerson[] {
  if (brands.length === 0) return [];
  const usernames = [null, ...Object.keys(demoUsers)];
  const people = brands.flatMap((tenant) => usernames.map((username) => ({ tenant, username, password: username && DEMO_PASSWORD })));
  return [...people, { tenant: null, username: DEMO_ADMIN, password: DEMO_PASSWORD }];
}
