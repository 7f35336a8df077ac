import { Arg, Authorized, type ClassType, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, type ValueOf } from '../../kernel/graphql/decorators.ts';
import { command, DELETED } from '../../kernel/request/command.ts';
import type { Context } from '../../kernel/request/context.ts';
import { type Outlet, OutletType } from '../tenancy/index.ts';
import { createTaxRegime } from './create-tax-regime.ts';
import { deleteTaxRegime } from './delete-tax-regime.ts';
import { presets, type TaxPreset } from './presets.ts';
import { sortRates } from './regime-shape.ts';
import { type TaxRate, TaxRegime } from './tax-regime.entity.ts';
import {
  CreateTaxRegimeInput,
  CreateTaxRegimePayload,
  DeleteTaxRegimeInput,
  DeleteTaxRegimePayload,
  UpdateTaxRegimeInput,
  UpdateTaxRegimePayload,
} from './tax-regime.input.type.ts';
import { allTaxRegimes, findTaxRegime, outletsWith } from './tax-regime.repository.ts';
import { TaxPresetType, TaxRateType, TaxRegimeType, TaxWithholdingType } from './tax-regime.type.ts';
import { updateTaxRegime } from './update-tax-regime.ts';
import type { Withholding } from './withholding.ts';

@Resolver(() => TaxRegimeType)
export class TaxRegimeResolver {
  @Query(() => [TaxRegimeType], { description: 'Tax regimes of the brand, by name; at most 100. MANAGER.' })
  @Authorized('READ_TAX_REGIMES')
  taxRegimes(@Ctx() ctx: Context): Promise<TaxRegime[]> {
    return allTaxRegimes(ctx);
  }

  @Query(() => TaxRegimeType, { nullable: true, description: 'One tax regime; null when it does not exist. MANAGER.' })
  @Authorized('READ_TAX_REGIMES')
  taxRegime(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'UUID of the regime.' }) id: string): Promise<TaxRegime | null> {
    return findTaxRegime(ctx, id);
  }

  @Query(() => [TaxPresetType], { description: 'Ready-made tax regimes, with the law behind each. Guests too, without a tenant.' })
  @Authorized('PUBLIC')
  taxPresets(): TaxPreset[] {
    return Object.values(presets);
  }

  @Mutation(() => CreateTaxRegimePayload, { description: 'Creates a tax regime; a brand has at most 100. TENANT_OWNER.' })
  @Authorized('MANAGE_TENANT')
  createTaxRegime(@Ctx() ctx: Context, @Arg('input', () => CreateTaxRegimeInput) input: CreateTaxRegimeInput): Promise<ValueOf<typeof CreateTaxRegimePayload>> {
    const run = (): Promise<TaxRegime> => createTaxRegime(ctx, input);
    return command(ctx, { field: 'createTaxRegime', input, of: TaxRegime, run, payload: (taxRegime) => ({ taxRegime }) });
  }

  @Mutation(() => UpdateTaxRegimePayload, { description: 'Changes a tax regime for all that is priced from now on. TENANT_OWNER.' })
  @Authorized('MANAGE_TENANT')
  updateTaxRegime(@Ctx() ctx: Context, @Arg('input', () => UpdateTaxRegimeInput) input: UpdateTaxRegimeInput): Promise<ValueOf<typeof UpdateTaxRegimePayload>> {
    const run = (): Promise<TaxRegime> => updateTaxRegime(ctx, input);
    return command(ctx, { field: 'updateTaxRegime', input, of: TaxRegime, run, payload: (taxRegime) => ({ taxRegime }) });
  }

  @Mutation(() => DeleteTaxRegimePayload, { description: 'Deletes a tax regime that no outlet has; CONFLICT when one has. TENANT_OWNER.' })
  @Authorized('MANAGE_TENANT')
  deleteTaxRegime(@Ctx() ctx: Context, @Arg('input', () => DeleteTaxRegimeInput) input: DeleteTaxRegimeInput): Promise<ValueOf<typeof DeleteTaxRegimePayload>> {
    const run = () => deleteTaxRegime(ctx, input);
    return command(ctx, { field: 'deleteTaxRegime', input, of: DELETED, run, payload: () => ({ taxRegimeId: input.id }) });
  }

  @FieldResolver(() => [TaxRateType], { description: 'Rates by group and first day; at most 100.' })
  async rates(@Root() regime: TaxRegime): Promise<TaxRate[]> {
    return sortRates(await regime.rates.loadItems());
  }

  @FieldResolver(() => TaxWithholdingType, { nullable: true, description: 'Withholding by business buyers; null when nothing is withheld.' })
  withholding(@Root() { withholdingRate, withholdingAbove }: TaxRegime): Withholding | null {
    return withholdingRate === 0 ? null : { rate: withholdingRate, above: withholdingAbove };
  }
}

/** The outlets whose taxes a command may have changed. */
function pricedBy(payload: ClassType): ClassType {
  @Resolver(() => payload)
  class PricedByResolver {
    @FieldResolver(() => [OutletType], {
      nullable: true,
      description: 'Outlets that price by the regime, whose taxes may have changed; null when the mutation failed.',
    })
    outlets(@Root() { taxRegime }: { readonly taxRegime?: TaxRegime }, @Ctx() ctx: Context): Promise<Outlet[]> | null {
      return taxRegime ? outletsWith(ctx, taxRegime) : null;
    }
  }
  return PricedByResolver;
}

export const taxRegimePayloadResolvers = [CreateTaxRegimePayload, UpdateTaxRegimePayload].map(pricedBy);
