import { Authorized, type ClassType, Ctx, FieldResolver, Resolver, Root } from '../../../kernel/graphql/decorators.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { Payment } from '../model/payment.entity.ts';
import { PaymentType } from '../model/payment.type.ts';
import { paymentPayloads } from '../model/payment-payload.type.ts';
import type { Shift } from '../model/shift.entity.ts';
import { PaymentWarningType } from './payment-warning.type.ts';
import { isShiftInReach } from './shift.repository.ts';
import { ShiftType } from './shift.type.ts';

@Resolver(() => PaymentType)
export class PaymentShiftResolver {
  @FieldResolver(() => ShiftType, {
    nullable: true,
    description:
      'Shift whose drawer counts the payment; null when none was open, or when it is the drawer of another person and the caller is below MANAGER. Staff.',
  })
  @Authorized('LIST_PAYMENTS')
  async shift(@Root() payment: Payment, @Ctx() ctx: Context): Promise<Shift | null> {
    const shift = await payment.shift?.load();
    return shift && isShiftInReach(ctx, shift) ? shift : null;
  }
}

/** Warnings about a payment that succeeded. */
function paymentWarnings(payload: ClassType): ClassType {
  @Resolver(() => payload)
  class PaymentWarningsResolver {
    @FieldResolver(() => [PaymentWarningType], {
      description: 'Warnings to show to the staff although the payment succeeded; empty when there are none. At most 1.',
    })
    warnings(@Root() { payment }: { payment?: Payment }): PaymentWarningType[] {
      if (payment?.method !== 'CASH' || payment.shift != null) return [];
      return [{ code: 'NO_OPEN_SHIFT', message: 'No shift of this drawer is open: the cash is in no report. Open one with openShift.' }];
    }
  }
  return PaymentWarningsResolver;
}

export const paymentWarningsResolvers = paymentPayloads.map(paymentWarnings);
