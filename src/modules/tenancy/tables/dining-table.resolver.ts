import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { revealedToken } from '../../../kernel/secrets/secret-token.ts';
import { DiningTable } from '../model/dining-table.entity.ts';
import { tablesOf } from '../model/dining-table.repository.ts';
import type { Outlet } from '../model/outlet.entity.ts';
import { OutletType } from '../model/outlet.type.ts';
import { createDiningTable } from './create-dining-table.ts';
import {
  CreateDiningTableInput,
  CreateDiningTablePayload,
  DiningTableType,
  RotateTableTokenInput,
  RotateTableTokenPayload,
  TableByToken,
  UpdateDiningTableInput,
  UpdateDiningTablePayload,
} from './dining-table.type.ts';
import { rotateTableToken } from './rotate-table-token.ts';
import { type TableOfGuest, tableOfGuest } from './table-of-guest.ts';
import { updateDiningTable } from './update-dining-table.ts';

/** The table, its token while that is known, and the URL of the QR code. */
function withToken({ services }: Context, table: DiningTable): { table: DiningTable; token: string | null; url: string | null } {
  const { publicUrl } = services.settings;
  const token = revealedToken(table);
  return { table, token, url: token === null || publicUrl === null ? null : `${publicUrl}/table#token=${token}` };
}

@Resolver(() => DiningTableType)
export class DiningTableResolver {
  @Query(() => [DiningTableType], { description: 'Tables of an outlet, by name; at most 500, also those that are switched off. CASHIER.' })
  @Authorized('READ_TABLES')
  diningTables(@Ctx() ctx: Context, @Arg('outletId', () => ID, { description: shared.outletId }) outletId: string): Promise<DiningTable[]> {
    return tablesOf(ctx, outletId);
  }

  @Mutation(() => CreateDiningTablePayload, { description: 'Adds a table to an outlet and answers with the token of its QR code. MANAGER.' })
  @Authorized('MANAGE_OUTLET')
  createDiningTable(
    @Ctx() ctx: Context,
    @Arg('input', () => CreateDiningTableInput) input: CreateDiningTableInput,
  ): Promise<ValueOf<typeof CreateDiningTablePayload>> {
    const about = { field: 'createDiningTable', input, of: DiningTable, payload: (table: DiningTable) => withToken(ctx, table) };
    return command(ctx, { ...about, run: () => createDiningTable(ctx, input) });
  }

  @Mutation(() => UpdateDiningTablePayload, { description: 'Renames a table, changes its seats, or switches its QR code off and on. MANAGER.' })
  @Authorized('MANAGE_OUTLET')
  updateDiningTable(
    @Ctx() ctx: Context,
    @Arg('input', () => UpdateDiningTableInput) input: UpdateDiningTableInput,
  ): Promise<ValueOf<typeof UpdateDiningTablePayload>> {
    return command(ctx, { field: 'updateDiningTable', input, of: DiningTable, run: () => updateDiningTable(ctx, input), payload: (table) => ({ table }) });
  }

  @Mutation(() => RotateTableTokenPayload, {
    description: 'Gives a table a new QR code; the old one stops working at once. Orders that were placed by it stay, and can be paid. MANAGER.',
  })
  @Authorized('MANAGE_OUTLET')
  rotateTableToken(
    @Ctx() ctx: Context,
    @Arg('input', () => RotateTableTokenInput) input: RotateTableTokenInput,
  ): Promise<ValueOf<typeof RotateTableTokenPayload>> {
    const about = { field: 'rotateTableToken', input, of: DiningTable, payload: (table: DiningTable) => withToken(ctx, table) };
    return command(ctx, { ...about, run: () => rotateTableToken(ctx, input) });
  }

  @FieldResolver(() => OutletType, { description: 'Outlet of the table.' })
  outlet(@Root() table: DiningTable): Promise<Outlet> {
    return table.outlet.loadOrFail();
  }
}

@Resolver(() => TableByToken)
export class TableByTokenResolver {
  @Query(() => TableByToken, {
    nullable: true,
    description: 'Table whose QR code a guest has scanned; null when the code is wrong, was replaced or is switched off. Guests, also without X-Tenant-ID.',
  })
  @Authorized('PUBLIC')
  tableByToken(
    @Ctx() ctx: Context,
    @Arg('token', () => String, { description: 'Token that the QR code holds, at most 142 characters.' }) token: string,
  ): Promise<TableOfGuest | null> {
    return tableOfGuest(ctx, token);
  }

  @FieldResolver(() => OutletType, { description: 'Outlet of the table. Facts of the brand beside it need X-Tenant-ID.' })
  outlet(@Root() { outlet }: TableOfGuest): Outlet {
    return outlet;
  }
}
