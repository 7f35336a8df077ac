import { requireNameInUse } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { flushOrConflict } from '../../../kernel/request/transaction.ts';
import { checkInteger, checkOptionalText, checkText, invalid } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import type { CashRoundingMode, Money } from '../../../kernel/values/money.ts';
import { auditOutlet } from '../model/audit-outlet.ts';
import { Outlet, type ServiceChargeBasis, type ServiceChargeByMode, ServiceMode } from '../model/outlet.entity.ts';
import { currentTenant } from '../model/reach.ts';
import { checkServiceChargeRates, type ServiceChargeRate } from '../model/service-charge.ts';
import { checkTimeZone } from '../tenants/create-tenant.ts';

export interface CreateOutlet {
  readonly name: string;
  readonly code: string;
  readonly timeZone?: string | null;
  readonly serviceModes?: readonly ServiceMode[] | null;
  readonly pricesIncludeTax?: boolean | null;
  readonly taxName?: string | null;
  readonly taxRate?: number | null;
  readonly serviceChargeRate?: number | null;
  /** Rates of service modes that have their own; null: none has. */
  readonly serviceChargeRates?: readonly ServiceChargeRate[] | null;
  readonly serviceChargeTaxable?: boolean | null;
  readonly serviceChargeBasis?: ServiceChargeBasis | null;
  readonly deliveryFee?: Money | null;
  readonly deliveryFeeTaxable?: boolean | null;
  readonly packagingFee?: Money | null;
  readonly packagingFeeTaxable?: boolean | null;
  readonly cashRoundingStep?: Money | null;
  readonly cashRoundingMode?: CashRoundingMode | null;
  readonly cashNeedsShift?: boolean | null;
  readonly completeServes?: boolean | null;
  readonly dayStartsAt?: number | null;
  readonly dayStartsAtMinute?: number | null;
  readonly boardMinutes?: number | null;
  readonly address?: string | null;
  readonly phone?: string | null;
  readonly latitude?: number | null;
  readonly longitude?: number | null;
  readonly legalName?: string | null;
  readonly taxId?: string | null;
}

const MAX_FEE: Money = 1_000_000_000;

/** Opens a store; it sells the brand's shared products from the start. */
export async function createOutlet(ctx: Context, input: CreateOutlet): Promise<Outlet> {
  const tenant = await currentTenant(ctx);
  const code = checkText(input.code.toUpperCase(), ['code'], { max: 8, pattern: /^[A-Z0-9]+$/, shape: '1 to 8 letters and digits' });
  await requireNameInUse(ctx, Outlet, { code }, `The outlet code ${code}`, ['code']);
  const outlet = ctx.em.create(Outlet, {
    ...outletFields(input),
    name: checkText(input.name, ['name']),
    code,
    timeZone: input.timeZone == null ? tenant.timeZone : checkTimeZone(input.timeZone),
    serviceModes: checkServiceModes(input.serviceModes ?? Object.values(ServiceMode)),
  });
  ctx.em.persist(outlet);
  await flushOrConflict(ctx, `The outlet code ${code} is taken.`, ['code']);
  await auditOutlet(ctx, outlet, null);
  return outlet;
}

/** The checked fields for creating and changing an outlet; undefined: not sent. */
export function outletFields(input: Omit<CreateOutlet, 'name' | 'code' | 'timeZone' | 'serviceModes'>): {
  pricesIncludeTax?: boolean;
  taxName?: string;
  taxRate?: number;
  serviceChargeRate?: number;
  serviceChargeByMode?: ServiceChargeByMode;
  serviceChargeTaxable?: boolean;
  serviceChargeBasis?: ServiceChargeBasis;
  deliveryFee?: Money;
  deliveryFeeTaxable?: boolean;
  packagingFee?: Money;
  packagingFeeTaxable?: boolean;
  cashRoundingStep?: Money;
  cashRoundingMode?: CashRoundingMode;
  cashNeedsShift?: boolean;
  completeServes?: boolean;
  dayStartsAt?: number;
  dayStartsAtMinute?: number;
  boardMinutes?: number;
  address?: string | null;
  phone?: string | null;
  latitude?: number | null;
  longitude?: number | null;
  legalName?: string | null;
  taxId?: string | null;
} {
  const { pricesIncludeTax, taxName, taxRate, serviceChargeRate, serviceChargeTaxable, serviceChargeBasis, cashRoundingStep, dayStartsAt } = input;
  const { deliveryFee, deliveryFeeTaxable, packagingFee, packagingFeeTaxable, cashRoundingMode, cashNeedsShift, completeServes } = input;
  const { serviceChargeRates, dayStartsAtMinute, boardMinutes } = input;
  const text = (name: 'address' | 'phone' | 'legalName' | 'taxId', max: number): Record<string, string | null> => {
    const value = checkOptionalText(input[name], [name], { max, lines: name === 'address' });
    return value === undefined ? {} : { [name]: value };
  };
  return {
    ...(pricesIncludeTax != null && { pricesIncludeTax }),
    ...(taxName != null && { taxName: checkText(taxName, ['taxName'], { max: 40 }) }),
    ...(taxRate != null && { taxRate: checkInteger(taxRate, ['taxRate'], 0, 10_000) }),
    ...(serviceChargeRate != null && { serviceChargeRate: checkInteger(serviceChargeRate, ['serviceChargeRate'], 0, 10_000) }),
    ...(serviceChargeRates !== undefined && { serviceChargeByMode: checkServiceChargeRates(serviceChargeRates ?? []) }),
    ...(serviceChargeTaxable != null && { serviceChargeTaxable }),
    ...(serviceChargeBasis != null && { serviceChargeBasis }),
    ...(deliveryFee != null && { deliveryFee: checkInteger(deliveryFee, ['deliveryFee'], 0, MAX_FEE) }),
    ...(deliveryFeeTaxable != null && { deliveryFeeTaxable }),
    ...(packagingFee != null && { packagingFee: checkInteger(packagingFee, ['packagingFee'], 0, MAX_FEE) }),
    ...(packagingFeeTaxable != null && { packagingFeeTaxable }),
    ...(cashRoundingMode != null && { cashRoundingMode }),
    ...(cashNeedsShift != null && { cashNeedsShift }),
    ...(completeServes != null && { completeServes }),
    ...(cashRoundingStep != null && { cashRoundingStep: checkInteger(cashRoundingStep, ['cashRoundingStep'], 1, 1_000_000) }),
    ...(dayStartsAt != null && { dayStartsAt: checkInteger(dayStartsAt, ['dayStartsAt'], 0, 23) }),
    ...(dayStartsAtMinute != null && { dayStartsAtMinute: checkInteger(dayStartsAtMinute, ['dayStartsAtMinute'], 0, 59) }),
    ...(boardMinutes != null && { boardMinutes: checkInteger(boardMinutes, ['boardMinutes'], 1, 240) }),
    ...text('address', 500),
    ...text('phone', 40),
    ...(input.latitude !== undefined && { latitude: checkDegrees(input.latitude, 'latitude', 90) }),
    ...(input.longitude !== undefined && { longitude: checkDegrees(input.longitude, 'longitude', 180) }),
    ...text('legalName', 200),
    ...text('taxId', 40),
  };
}

export function checkServiceModes(modes: readonly ServiceMode[]): ServiceMode[] {
  const unique = [...new Set(modes)];
  if (unique.length === 0) throw new UserFailure('INVALID_INPUT', 'serviceModes needs at least one entry.', { field: ['serviceModes'] });
  return unique;
}

function checkDegrees(value: number | null, field: string, max: number): number | null {
  if (value !== null && !(Math.abs(value) <= max)) throw invalid([field], `must be from -${max} to ${max} degrees.`);
  return value;
}
