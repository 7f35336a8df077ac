/** Typical lengths of lists that are longer or shorter than the default, by `Type.field`: what a busy restaurant has, not the maximum. */
export const listSizes: Readonly<Record<string, number>> = {
  'KitchenTicket.items': 3,
  'KitchenTicketItem.modifiers': 2,
  'Order.tickets': 2,
};
