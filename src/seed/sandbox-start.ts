import type { SandboxStart } from '../http/sandbox.ts';
import type { Services } from '../kernel/context.ts';
import { kopiSenja } from './kopi-senja.ts';

const DOCUMENT = `# The menu of a demo outlet, as a guest sees it. Press ▶.
# The header X-Tenant-ID (below) says which brand. To sign in as its cashier:
#   mutation { signIn(input: { username: "cashier", password: "dapur-demo" }) { session { accessToken } userErrors { message } } }
# and send the access token as the header  Authorization: Bearer …
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

/** A document that works as it stands: the demo brand's, else that of the first outlet there is. */
export async function sandboxStart(services: Services): Promise<SandboxStart> {
  const rows = await services.platformOrm.em
    .fork()
    .execute<{ slug: string; outlet_id: string }[]>(
      'select t.slug, o.id as outlet_id from outlet o join tenant t on t.id = o.tenant_id order by (t.slug = ?) desc, t.slug, o.code desc limit 1',
      [kopiSenja.tenant.slug],
    );
  const [first] = rows;
  if (!first) return { document: '{ __typename }', variables: {}, headers: {} };
  return { document: DOCUMENT, variables: { outletId: first.outlet_id }, headers: { 'X-Tenant-ID': first.slug } };
}
