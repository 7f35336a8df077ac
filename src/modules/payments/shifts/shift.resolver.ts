import { CurrencyType, currencyOf } from '../../../kernel/graphql/currency.type.ts';
import {
  Arg,
  Args,
  Authorized,
  type ClassType,
  Ctx,
  Extensions,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
  type ValueOf,
} from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { type Device, DeviceType, devicesInReach, type User, UserType } from '../../identity/index.ts';
import { type Outlet, OutletType } from '../../tenancy/index.ts';
import type { Payment } from '../model/payment.entity.ts';
import { paymentPayloads } from '../model/payment-payload.type.ts';
import { Shift } from '../model/shift.entity.ts';
import { closeShift } from './close-shift.ts';
import { openDrawer, payIn, payOut } from './move-cash.ts';
import { openShift } from './open-shift.ts';
import { findCurrentShift, findShift, findShifts, shiftsById } from './shift.repository.ts';
import {
  CloseShiftInput,
  CloseShiftPayload,
  OpenDrawerInput,
  OpenDrawerPayload,
  OpenShiftInput,
  OpenShiftPayload,
  PayInInput,
  PayInPayload,
  PayOutInput,
  PayOutPayload,
  ShiftFilter,
  ShiftType,
  shiftConnection,
  shiftPayloads,
} from './shift.type.ts';
import { reportOf, reportOfShift, type ShiftReport, xReport, zReport } from './shift-report.ts';
import { ShiftReportType } from './shift-report.type.ts';

const shiftPayload = (shift: Shift): { shift: Shift } => ({ shift });

@Resolver(() => ShiftType)
export class ShiftResolver {
  @Query(() => ShiftType, { nullable: true, description: "Open shift of the caller's own drawer; null when there is none. CASHIER." })
  @Authorized('RUN_SHIFT')
  currentShift(@Ctx() ctx: Context, @Arg('outletId', () => ID, { description: shared.outletId }) outletId: string): Promise<Shift | null> {
    return findCurrentShift(ctx, outletId);
  }

  @Query(() => ShiftType, {
    nullable: true,
    description: 'One shift; null when it does not exist or the caller cannot reach it. CASHIER: own shifts; MANAGER: all.',
  })
  @Authorized('RUN_SHIFT')
  shift(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'UUID of the shift.' }) id: string): Promise<Shift | null> {
    return findShift(ctx, id);
  }

  @Query(() => shiftConnection.type, {
    description: 'Shifts of the outlets that the caller can reach, newest first. first: 1 to 100. CASHIER: of the own drawer; MANAGER: all.',
  })
  @Authorized('RUN_SHIFT')
  shifts(
    @Ctx() ctx: Context,
    @Arg('filter', () => ShiftFilter, { nullable: true, description: shared.filter }) filter: ShiftFilter | null,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<Shift>> {
    return findShifts(ctx, filter ?? {}, page);
  }

  @Query(() => ShiftReportType, {
    nullable: true,
    description: 'Figures of an open shift as they are now; null when it is closed, does not exist or cannot be reached. CASHIER: own shifts; MANAGER: all.',
  })
  @Authorized('RUN_SHIFT')
  xReport(@Ctx() ctx: Context, @Arg('shiftId', () => ID, { description: 'UUID of an open shift.' }) shiftId: string): Promise<ShiftReport | null> {
    return xReport(ctx, shiftId);
  }

  @Query(() => ShiftReportType, {
    nullable: true,
    description:
      'Report of a closed shift, exactly as it was stored when it was closed; null when it is open, does not exist or cannot be reached. CASHIER: own ' +
      'shifts; MANAGER: all.',
  })
  @Authorized('RUN_SHIFT')
  zReport(@Ctx() ctx: Context, @Arg('shiftId', () => ID, { description: 'UUID of a closed shift.' }) shiftId: string): Promise<ShiftReport | null> {
    return zReport(ctx, shiftId);
  }

  @Mutation(() => OpenShiftPayload, { description: "Opens the caller's own drawer with its float. CASHIER." })
  @Authorized('RUN_SHIFT')
  @Extensions({ onlyField: true })
  openShift(@Ctx() ctx: Context, @Arg('input', () => OpenShiftInput) input: OpenShiftInput): Promise<ValueOf<typeof OpenShiftPayload>> {
    return command(ctx, { field: 'openShift', input, of: Shift, run: () => openShift(ctx, input), payload: shiftPayload });
  }

  @Mutation(() => PayInPayload, { description: 'Puts cash into a drawer beside the sales. CASHIER: own drawer; MANAGER: any.' })
  @Authorized('RUN_SHIFT')
  @Extensions({ onlyField: true })
  payIn(@Ctx() ctx: Context, @Arg('input', () => PayInInput) input: PayInInput): Promise<ValueOf<typeof PayInPayload>> {
    return command(ctx, { field: 'payIn', input, of: Shift, run: () => payIn(ctx, input), payload: shiftPayload });
  }

  @Mutation(() => PayOutPayload, {
    description: 'Takes cash out of a drawer beside the sales; more than must be in it is refused with AMOUNT_MISMATCH. CASHIER: own drawer; MANAGER: any.',
  })
  @Authorized('RUN_SHIFT')
  @Extensions({ onlyField: true })
  payOut(@Ctx() ctx: Context, @Arg('input', () => PayOutInput) input: PayOutInput): Promise<ValueOf<typeof PayOutPayload>> {
    return command(ctx, { field: 'payOut', input, of: Shift, run: () => payOut(ctx, input), payload: shiftPayload });
  }

  @Mutation(() => OpenDrawerPayload, { description: 'Opens a drawer without a sale. CASHIER: own drawer; MANAGER: any.' })
  @Authorized('RUN_SHIFT')
  openDrawer(@Ctx() ctx: Context, @Arg('input', () => OpenDrawerInput) input: OpenDrawerInput): Promise<ValueOf<typeof OpenDrawerPayload>> {
    return command(ctx, { field: 'openDrawer', input, of: Shift, run: () => openDrawer(ctx, input), payload: shiftPayload });
  }

  @Mutation(() => CloseShiftPayload, { description: 'Counts and closes a drawer; zReport has the figures. CASHIER: own drawer; MANAGER: any.' })
  @Authorized('RUN_SHIFT')
  @Extensions({ onlyField: true })
  closeShift(@Ctx() ctx: Context, @Arg('input', () => CloseShiftInput) input: CloseShiftInput): Promise<ValueOf<typeof CloseShiftPayload>> {
    return command(ctx, { field: 'closeShift', input, of: Shift, run: () => closeShift(ctx, input), payload: shiftPayload });
  }

  @FieldResolver(() => OutletType, { description: 'Outlet of the shift.' })
  outlet(@Root() shift: Shift): Promise<Outlet> {
    return shift.outlet.loadOrFail();
  }

  @FieldResolver(() => CurrencyType, { description: shared.currency })
  currency(@Root() shift: Shift): CurrencyType {
    return currencyOf(shift.currency);
  }

  @FieldResolver(() => DeviceType, { nullable: true, description: 'The till whose drawer it is; null when it is the drawer of a person. MANAGER.' })
  @Authorized('MANAGE_OUTLET')
  device(@Root() { deviceId }: Shift, @Ctx() ctx: Context): Promise<Device | null> | null {
    return deviceId == null ? null : devicesInReach(ctx).load(deviceId);
  }

  @FieldResolver(() => UserType, { nullable: true, description: 'User who opened the shift; null when it was the till itself, or the platform.' })
  async openedBy(@Root() shift: Shift): Promise<User | null> {
    return (await shift.openedBy?.load()) ?? null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'User who closed the shift; null while it is open, or when the till itself or the platform closed it.',
  })
  async closedBy(@Root() shift: Shift): Promise<User | null> {
    return (await shift.closedBy?.load()) ?? null;
  }
}

@Resolver(() => ShiftReportType)
export class ShiftReportResolver {
  @FieldResolver(() => CurrencyType, { description: shared.currency })
  currency(@Root() report: ShiftReport): CurrencyType {
    return currencyOf(report.currency);
  }

  @FieldResolver(() => ID, { description: 'UUID of the report: one for each shift, the same before and after it is closed.' })
  id(@Root() { shiftId }: ShiftReport): string {
    return derivedId('shift report', shiftId);
  }

  @FieldResolver(() => ShiftType, { nullable: true, description: 'Shift of the report.' })
  shift(@Root() { shiftId }: ShiftReport, @Ctx() ctx: Context): Promise<Shift | null> {
    return shiftsById(ctx).load(shiftId);
  }
}

/** The report of the shift after a mutation on it. */
function reportAfter(payload: ClassType): ClassType {
  @Resolver(() => payload)
  class ReportAfterResolver {
    @FieldResolver(() => ShiftReportType, { nullable: true, description: 'Figures of the shift as they are now; null when the mutation failed.' })
    report(@Root() { shift }: { readonly shift?: Shift }, @Ctx() ctx: Context): Promise<ShiftReport | null> | null {
      return shift ? reportOf(ctx, shift) : null;
    }
  }
  return ReportAfterResolver;
}

/** The report of the payment's shift after a mutation on the payment. */
function paidShift(payload: ClassType): ClassType {
  @Resolver(() => payload)
  class PaidShiftResolver {
    @FieldResolver(() => ShiftReportType, {
      nullable: true,
      description:
        'Figures of the shift that the payment counts in, as they are now; null when it counts in none, or in one that the caller cannot reach. CASHIER.',
    })
    @Authorized('RUN_SHIFT')
    shiftReport(@Root() { payment }: { readonly payment?: Payment }, @Ctx() ctx: Context): Promise<ShiftReport | null> {
      return reportOfShift(ctx, payment?.shift?.id);
    }
  }
  return PaidShiftResolver;
}

export const shiftPayloadResolvers = shiftPayloads.map(reportAfter);
export const paidShiftResolvers = paymentPayloads.map(paidShift);
