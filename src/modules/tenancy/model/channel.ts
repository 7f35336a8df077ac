/** Where an order comes from. */
export const Channel = { KIOSK: 'KIOSK', POS: 'POS', QR: 'QR', DELIVERY: 'DELIVERY', API: 'API' } as const;
export type Channel = keyof typeof Channel;

/** When a placed order goes to the kitchen. */
export const ConfirmOn = { PLACEMENT: 'PLACEMENT', PAYMENT: 'PAYMENT', MANUAL: 'MANUAL' } as const;
export type ConfirmOn = keyof typeof ConfirmOn;

/** What an outlet has set for a channel; a channel that is missing has the defaults. */
export interface ChannelSetting {
  readonly confirmOn?: ConfirmOn;
  /** ISO instant; the channel takes orders again from then on. */
  readonly pausedUntil?: string | null;
}
export type ChannelSettings = Partial<Record<Channel, ChannelSetting>>;

/**
 * Orders by staff and integrations go to the kitchen at once. Where a guest orders alone, the kitchen starts when the order is
 * paid. A delivery is accepted by hand.
 */
const DEFAULT_CONFIRM_ON: Record<Channel, ConfirmOn> = { KIOSK: 'PAYMENT', QR: 'PAYMENT', POS: 'PLACEMENT', API: 'PLACEMENT', DELIVERY: 'MANUAL' };

/** The setting in force: a pause that is over counts as none. */
export function channelSetting(settings: ChannelSettings, channel: Channel, now: Date): { channel: Channel; confirmOn: ConfirmOn; pausedUntil: Date | null } {
  const own = settings[channel];
  const until = own?.pausedUntil ? new Date(own.pausedUntil) : null;
  return { channel, confirmOn: own?.confirmOn ?? DEFAULT_CONFIRM_ON[channel], pausedUntil: until && until > now ? until : null };
}
