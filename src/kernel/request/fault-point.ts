import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Points where a fault may be injected: in each mutation after its idempotency key is claimed, before its commit, and
 * after its commit before other requests hear of it; in a provider check after the provider's answer, before the answer
 * is stored; after each step of moving a tenant to another cell, which is named by its step.
 */
const POINTS = ['key-claimed', 'before-commit', 'after-commit', 'provider-answered', 'move-step'] as const;
type FaultPoint = (typeof POINTS)[number];

/**
 * What a fault does. kill: the process ends at once, as by kill -9. throw: an error, with an SQLSTATE if one is given.
 * stall: the work goes on after a number of milliseconds. reject: a promise fails that no code waits for. crash: an error
 * outside of every request.
 */
type Act = 'kill' | 'throw' | 'stall' | 'reject' | 'crash';

export interface InjectedFault {
  /** The root field or, for background work, its use case; * for all. */
  readonly of: string;
  readonly point: FaultPoint;
  readonly act: Act;
  readonly argument: string;
  /** The visit of the point that triggers it, from 1; null: each visit. */
  readonly nth: number | null;
}

/** Injected faults, for tests; null: there are none, and a fault point costs one comparison. */
export type Faults = ((of: string, point: FaultPoint) => Promise<void>) | null;

const FORM = /^(?<of>\w+|\*):(?<point>[\w-]+)=(?<act>kill|throw|stall|reject|crash)(?::(?<argument>\w+))?(?:@(?<nth>[1-9]\d*))?$/;
const ARGUMENTS: Readonly<Record<Act, RegExp>> = { kill: /^$/, throw: /^([0-9A-Z]{5})?$/, stall: /^\d+$/, reject: /^$/, crash: /^$/ };

/**
 * Reads faults like `placeOrder:before-commit=kill` or `*:after-commit=stall:200@3`, separated by commas.
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

/** Makes the function that fault points call; null without faults. */
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
  // Nothing more happens here, even if the signal arrives late.
  await new Promise(() => undefined);
}
