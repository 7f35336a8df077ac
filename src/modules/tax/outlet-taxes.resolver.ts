import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root, type ValueOf } from '../../kernel/graphql/decorators.ts';
import { command } from '../../kernel/request/command.ts';
import type { Context } from '../../kernel/request/context.ts';
import { Outlet, OutletType } from '../tenancy/index.ts';
import { taxesToday } from './outlet-taxes.ts';
import { setOutletTaxRegime } from './set-outlet-tax-regime.ts';
import { TaxInForceType } from './tax-calculation.type.ts';
import { TaxRegime } from './tax-regime.entity.ts';
import { SetOutletTaxRegimeInput, SetOutletTaxRegimePayload } from './tax-regime.input.type.ts';
import { TaxRegimeType } from './tax-regime.type.ts';

@Resolver(() => OutletType)
export class OutletTaxesResolver {
  @Mutation(() => SetOutletTaxRegimePayload, { description: 'Sets the tax regime that prices of an outlet follow from now on. TENANT_OWNER.' })
  @Authorized('MANAGE_TENANT')
  setOutletTaxRegime(
    @Ctx() ctx: Context,
    @Arg('input', () => SetOutletTaxRegimeInput) input: SetOutletTaxRegimeInput,
  ): Promise<ValueOf<typeof SetOutletTaxRegimePayload>> {
    const run = (): Promise<Outlet> => setOutletTaxRegime(ctx, input);
    return command(ctx, { field: 'setOutletTaxRegime', input, of: Outlet, run, payload: (outlet) => ({ outlet }) });
  }

  @FieldResolver(() => TaxRegimeType, {
    nullable: true,
    description: 'Tax regime that sets the rates in place of taxName and taxRate; null when these two hold.',
  })
  async taxRegime(@Root() outlet: Outlet, @Ctx() ctx: Context): Promise<TaxRegime | null> {
    return outlet.taxRegimeId == null ? null : ctx.em.getReference(TaxRegime, outlet.taxRegimeId, { wrapped: true }).load();
  }

  @FieldResolver(() => [TaxInForceType], { description: 'Taxes that the outlet charges today, by group; empty when there is no tax.' })
  async taxes(@Root() outlet: Outlet, @Ctx() ctx: Context): Promise<TaxInForceType[]> {
    const { defaultGroup, rules } = await taxesToday(ctx, outlet);
    const groups = Object.entries(rules).map(([taxGroup, rule]) => ({ taxGroup, ...rule, isDefault: taxGroup === defaultGroup }));
    return groups.sort((a, b) => (a.taxGroup < b.taxGroup ? -1 : 1));
  }
}
