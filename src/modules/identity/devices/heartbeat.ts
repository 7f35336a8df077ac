import type { Context } from '../../../kernel/request/context.ts';
import { checkList, checkOptionalText, checkText } from '../../../kernel/values/check.ts';
import { Device } from '../model/device.entity.ts';
import { HEARTBEAT_SECONDS } from '../model/device-health.ts';

export interface DeviceHeartbeat {
  readonly appVersion?: string | null;
  readonly problems?: readonly string[] | null;
}

export interface Heartbeat {
  readonly serverTime: Date;
  readonly heartbeatSeconds: number;
}

/** Stores the heartbeat of the calling device. It comes every minute, so it is one statement without an event. */
export async function heartbeat(ctx: Context, input: DeviceHeartbeat): Promise<Heartbeat> {
  const now = ctx.services.clock.now();
  const seen = {
    lastSeenAt: now,
    lastSeenIp: ctx.ip,
    appVersion: checkOptionalText(input.appVersion ?? null, ['appVersion'], { max: 60 }),
    problems: checkList(input.problems ?? [], ['problems'], { max: 10 }).map((text, index) => checkText(text, ['problems', index], { max: 100 })),
  };
  await ctx.em.nativeUpdate(Device, { id: ctx.session.deviceId, revokedAt: null }, seen);
  return { serverTime: now, heartbeatSeconds: HEARTBEAT_SECONDS };
}
