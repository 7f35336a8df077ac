/** Lists that are usually longer or shorter than others, by `Type.field`: what a busy restaurant has, not the most there can be. */
export const listSizes: Readonly<Record<string, number>> = {
  'KitchenTicket.items': 3,
  'KitchenTicketItem.modifiers': 2,
  'Order.tickets': 2,
};
