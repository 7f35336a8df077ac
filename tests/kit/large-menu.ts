import type { TestApp } from './app.ts';
import type { Restaurant } from './restaurant.ts';

/** Inserts products of a brand as rows: through the API, one by one, they would take minutes. */
export async function withLargeMenu(app: TestApp, { tenantId, categoryId }: Restaurant, products: number): Promise<void> {
  await app.sql(
    `insert into product (id, tenant_id, category_id, sku, name, price, created_at, updated_at)
     select gen_random_uuid(), $1, $2, 'SKU-' || n, 'Product number ' || n, 10000 + n, now(), now() from generate_series(1, $3) n`,
    [tenantId, categoryId, products],
  );
  await app.sql('update tenant set menu_version = menu_version + 1 where id = $1', [tenantId]);
}
