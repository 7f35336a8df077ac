import { Arg, Args, Authorized, Ctx, FieldResolver, Int, Mutation, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { type Promotion, PromotionCode } from '../model/promotion.entity.ts';
import { PromotionObject } from '../model/promotion.type.ts';
import { requireManageable } from '../model/promotion-permissions.ts';
import { addPromotionCode, deactivatePromotionCode } from './add-promotion-code.ts';
import { codesOfBatch, generatePromotionCodes } from './generate-promotion-codes.ts';
import { codesOfPromotion } from './promotion.loaders.ts';
import {
  AddPromotionCodeInput,
  AddPromotionCodePayload,
  DeactivatePromotionCodeInput,
  DeactivatePromotionCodePayload,
  GeneratePromotionCodesInput,
  GeneratePromotionCodesPayload,
  PromotionCodeType,
  promotionCodeConnection,
} from './promotion-code.type.ts';

/** What all commands that create or change codes have in common. */
const codeCommand = (ctx: Context) => ({
  of: PromotionCode,
  authorize: async ({ promotion }: PromotionCode): Promise<void> => requireManageable(ctx, await promotion.loadOrFail()),
  payload: (promotionCode: PromotionCode) => ({ promotionCode }),
});

@Resolver(() => PromotionCodeType)
export class PromotionCodeResolver {
  @Mutation(() => GeneratePromotionCodesPayload, { description: 'Creates codes that are hard to guess. TENANT_OWNER; MANAGER for own outlets.' })
  @Authorized('MANAGE_PROMOTIONS')
  generatePromotionCodes(
    @Ctx() ctx: Context,
    @Arg('input', () => GeneratePromotionCodesInput) input: GeneratePromotionCodesInput,
  ): Promise<ValueOf<typeof GeneratePromotionCodesPayload>> {
    const run = (): Promise<PromotionCode> => generatePromotionCodes(ctx, input);
    const all = async (first: PromotionCode) => ({ promotionCodes: await codesOfBatch(ctx, first) });
    return command(ctx, { ...codeCommand(ctx), field: 'generatePromotionCodes', input, run, payload: all });
  }

  @Mutation(() => AddPromotionCodePayload, { description: 'Adds a code to a promotion. TENANT_OWNER; MANAGER for own outlets.' })
  @Authorized('MANAGE_PROMOTIONS')
  addPromotionCode(
    @Ctx() ctx: Context,
    @Arg('input', () => AddPromotionCodeInput) input: AddPromotionCodeInput,
  ): Promise<ValueOf<typeof AddPromotionCodePayload>> {
    return command(ctx, { ...codeCommand(ctx), field: 'addPromotionCode', input, run: () => addPromotionCode(ctx, input) });
  }

  @Mutation(() => DeactivatePromotionCodePayload, { description: 'Switches a code off for good. TENANT_OWNER; MANAGER for own outlets.' })
  @Authorized('MANAGE_PROMOTIONS')
  deactivatePromotionCode(
    @Ctx() ctx: Context,
    @Arg('input', () => DeactivatePromotionCodeInput) input: DeactivatePromotionCodeInput,
  ): Promise<ValueOf<typeof DeactivatePromotionCodePayload>> {
    return command(ctx, { ...codeCommand(ctx), field: 'deactivatePromotionCode', input, run: () => deactivatePromotionCode(ctx, input) });
  }

  @FieldResolver(() => PromotionObject, { description: 'Promotion that the code is for.' })
  promotion(@Root() { promotion }: PromotionCode): Promise<Promotion> {
    return promotion.loadOrFail();
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Number of orders that used the code, without those that were cancelled; null without a usageLimit.',
  })
  used(@Root() { usageLimit, used }: PromotionCode): number | null {
    return usageLimit == null ? null : used;
  }
}

@Resolver(() => PromotionObject)
export class PromotionCodesResolver {
  @FieldResolver(() => promotionCodeConnection.type, { description: 'Codes of the promotion, oldest first. first: 1 to 100. MANAGER.' })
  @Authorized('MANAGE_PROMOTIONS')
  codes(@Root() { id }: Promotion, @Ctx() ctx: Context, @Args(() => PageArgs) page: PageArgs): Promise<Connection<PromotionCode>> {
    return codesOfPromotion(ctx, id, page);
  }
}
