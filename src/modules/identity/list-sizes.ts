/** Typical lengths of lists by `Type.field`, where they differ from the default: those of a busy restaurant, not the maximum. */
export const listSizes: Readonly<Record<string, number>> = {
  'Device.stations': 2,
  'User.accessibleOutlets': 4,
};
