import { checkInteger, checkList, invalid } from '../../../kernel/values/check.ts';
import type { BasisPoints } from '../../../kernel/values/money.ts';
import { type Outlet, type ServiceChargeByMode, ServiceMode } from './outlet.entity.ts';

export interface ServiceChargeRate {
  readonly serviceMode: ServiceMode;
  readonly rate: BasisPoints;
}

const FIELD = 'serviceChargeRates';
const MODES = Object.values(ServiceMode);

/** Checks the rates of service modes with their own service charge, each mode once. The modes get a fixed order, so that equal settings give equal texts. */
export function checkServiceChargeRates(rates: readonly ServiceChargeRate[]): ServiceChargeByMode {
  const checked = checkList(rates, [FIELD], { max: MODES.length }).map(({ serviceMode, rate }, index) => {
    const again = rates.findIndex((other) => other.serviceMode === serviceMode) < index;
    if (again) throw invalid([FIELD, index, 'serviceMode'], `names ${serviceMode} a second time.`);
    return { serviceMode, rate: checkInteger(rate, [FIELD, index, 'rate'], 0, 10_000) };
  });
  return Object.fromEntries(
    MODES.flatMap((mode) => {
      const own = checked.find(({ serviceMode }) => serviceMode === mode);
      return own ? [[mode, own.rate] as const] : [];
    }),
  );
}

/** The service charge of each service mode that the outlet offers. */
export function serviceChargesOf(outlet: Outlet): (ServiceChargeRate & { readonly isDefault: boolean })[] {
  return MODES.filter((mode) => outlet.serviceModes.includes(mode)).map((serviceMode) => ({
    serviceMode,
    rate: outlet.serviceChargeRateOf(serviceMode),
    isDefault: outlet.serviceChargeByMode[serviceMode] === undefined,
  }));
}
