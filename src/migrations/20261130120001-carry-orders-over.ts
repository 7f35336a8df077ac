import { Migration } from '@mikro-orm/migrations';
import { digitsOf, normalPhone } from '../kernel/values/phone.ts';

/**
 * Orders that are not paid in full say so, whatever was given back of them; each is told by an event like any other change,
 * because the last event of an order tells how it is.
 */
const DERIVE_PAYMENT_STATUS = `
with changed as (
  update "order" set payment_status = case when paid_amount > 0 then 'PARTIALLY_PAID' else 'UNPAID' end, version = version + 1, updated_at = now()
  where tenant_id = ? and status <> 'CANCELLED' and paid_amount < total and payment_status in ('PARTIALLY_REFUNDED', 'REFUNDED')
  returning tenant_id, outlet_id, id, status, payment_status, number, queue_number),
numbered as (
  select *, row_number() over (partition by outlet_id order by id) as nth, count(*) over (partition by outlet_id) as count from changed),
heads as (
  update event_stream s set head = s.head + n.count from (select distinct tenant_id, outlet_id, count from numbered) n
  where s.tenant_id = n.tenant_id and s.stream_id = n.outlet_id returning s.stream_id, s.head)
insert into event (tenant_id, stream_id, sequence, type, entity_id, data, occurred_at)
select n.tenant_id, n.outlet_id, h.head - n.count + n.nth, 'ORDER_CHANGED', n.id,
  jsonb_build_object('orderId', n.id, 'status', n.status, 'paymentStatus', n.payment_status, 'number', n.number, 'queueNumber', n.queue_number), now()
from numbered n join heads h on h.stream_id = n.outlet_id`;

const NORMALISE = {
  phone_key: `update "order" o set phone_key = k.key from jsonb_to_recordset(?::jsonb) as k (text text, key text)
    where o.tenant_id = ? and o.customer_phone = k.text and o.phone_key is null`,
  table_key: `update "order" o set table_key = k.key from jsonb_to_recordset(?::jsonb) as k (text text, key text)
    where o.tenant_id = ? and o.table_name = k.text and o.table_key is null`,
} as const;

/** Texts of one statement. */
const BATCH = 5000;

/** What orders of earlier releases are found by, and what their payments come to; tenant by tenant, as row-level security has it. */
export class Migration20261130120001_carry_orders_over extends Migration {
  override name = 'Migration20261130120001_carry_orders_over';

  override async up(): Promise<void> {
    for (const { id, country } of (await this.execute('select id, country from tenant')) as { id: string; country: string }[]) {
      await this.execute("select set_config('app.tenant_id', ?, true)", [id]);
      await this.execute(DERIVE_PAYMENT_STATUS, [id]);
      await this.#normalise(id, 'customer_phone', 'phone_key', (text) => normalPhone(text, country) ?? (digitsOf(text) || null));
      await this.#normalise(id, 'table_name', 'table_key', (text) => text.normalize('NFC').trim().toLowerCase());
    }
  }

  async #normalise(tenantId: string, column: string, key: keyof typeof NORMALISE, keyOf: (text: string) => string | null): Promise<void> {
    const rows = (await this.execute(`select distinct "${column}" as text from "order" where tenant_id = ? and "${column}" is not null`, [tenantId])) as { text: string }[];
    const keys = rows.map(({ text }) => ({ text, key: keyOf(text) })).filter((entry) => entry.key !== null);
    for (let at = 0; at < keys.length; at += BATCH) await this.execute(NORMALISE[key], [JSON.stringify(keys.slice(at, at + BATCH)), tenantId]);
  }
}
