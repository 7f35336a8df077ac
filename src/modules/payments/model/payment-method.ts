export const PaymentMethod = {
  CASH: 'CASH',
  QRIS: 'QRIS',
  CARD: 'CARD',
  EWALLET: 'EWALLET',
  BANK_TRANSFER: 'BANK_TRANSFER',
  GIFT_CARD: 'GIFT_CARD',
  POINTS: 'POINTS',
  WITHHOLDING: 'WITHHOLDING',
} as const;
export type PaymentMethod = keyof typeof PaymentMethod;
