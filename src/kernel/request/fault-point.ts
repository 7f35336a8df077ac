import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Where a fault may be injected: in each mutation after its idempotency key is claimed, before its commit, and after its
 * commit before anybody hears of it; in a look at a provider after its answer, before that is written down.
 */
const POINTS = ['key-claimed', 'before-commit', 'after-commit', 'provider-answered'] as const;
type FaultPoint = (typeof POINTS)[number];

/**
 * What happens there. kill: the process ends at once, as by kill -9. throw: an error, with an SQLSTATE if one is given.
 * stall: it goes on later. reject: a promise that nobody waits for fails. crash: an error outside of every request.
 */
type Act = 'kill' | 'throw' | 'stall' | 'reject' | 'crash';

/** A fault as the configuration asks for it. */
export interface InjectedFault {
  /** The root field or, of work that no request waits for, its use case; * for all. */
  readonly of: string;
  readonly point: FaultPoint;
  readonly act: Act;
  readonly argument: string;
  /** At which time of getting there, from 1; null: at each. */
  readonly nth: number | null;
}

/** Injected faults, for tests; null: there are none, and a point costs a comparison. */
export type Faults = ((of: string, point: FaultPoint) => Promise<void>) | null;

const FORM = /^(?<of>\w+|\*):(?<point>[\w-]+)=(?<act>kill|throw|stall|reject|crash)(?::(?<argument>\w+))?(?:@(?<nth>[1-9]\d*))?$/;
const ARGUMENTS: Readonly<Record<Act, RegExp>> = { kill: /^$/, throw: /^([0-9A-Z]{5})?$/, stall: /^\d+$/, reject: /^$/, crash: /^$/ };

/**
 * Reads `placeOrder:before-commit=kill`, `*:after-commit=stall:200@3`, … , several with commas.
 * @returns null when the text is not of that form
 */
export function parseFaults(text: string): readonly InjectedFault[] | null {
  const faults: InjectedFault[] = [];
  for (const part of text.split(',')) {
    const { of = '', point = '', act = '', argument = '', nth } = FORM.exec(part.trim())?.groups ?? {};
    if (!POINTS.includes(point as FaultPoint) || !ARGUMENTS[act as Act]?.test(argument)) return null;
    faults.push({ of, point: point as FaultPoint, act: act as Act, argument, nth: nth === undefined ? null : Number(nth) });
  }
  return faults;
}

/** The faults of a configuration, ready to happen. */
export function makeFaults(faults: readonly InjectedFault[]): Faults {
  if (faults.length === 0) return null;
  const reached = new Map<InjectedFault, number>();
  const isDue = (fault: InjectedFault): boolean => {
    const times = (reached.get(fault) ?? 0) + 1;
    reached.set(fault, times);
    return fault.nth === null || fault.nth === times;
  };
  return async (of, point) => {
    const due = faults.filter((fault) => fault.point === point && (fault.of === '*' || fault.of === of) && isDue(fault));
    for (const fault of due) await happen(fault);
  };
}

async function happen({ of, point, act, argument }: InjectedFault): Promise<void> {
  const error = new Error(`an injected fault at ${of}:${point}`);
  if (act === 'stall') await sleep(Number(argument));
  if (act === 'throw') throw argument ? Object.assign(error, { code: argument }) : error;
  if (act === 'reject') void Promise.reject(error);
  if (act === 'crash')
    setImmediate(() => {
      throw error;
    });
  if (act !== 'kill') return;
  process.kill(process.pid, 'SIGKILL');
  // Nothing more happens here, whenever the signal arrives.
  await new Promise(() => undefined);
}
