import type { StreamEventRow } from '../../../kernel/events/event.ts';
import { type Context, type Services, tenantEntityManager } from '../../../kernel/request/context.ts';
import { mayReach, type PlacedObject, readPlaced, type WithId } from '../../../kernel/request/nodes.ts';
import type { OutletEventType } from './outlet-feed.type.ts';

/** GraphQL types that `entityId` may refer to, by event type. Objects of two types may share an id: clients choose the ids of orders. */
const SUBJECTS: Readonly<Record<OutletEventType, readonly string[]>> = {
  ORDER_PLACED: ['Order'],
  ORDER_CHANGED: ['Order'],
  ORDER_CANCELLED: ['Order'],
  TICKET_FIRED: ['KitchenTicket'],
  TICKET_CHANGED: ['KitchenTicket'],
  PAYMENT_CHANGED: ['Payment'],
  MENU_CHANGED: ['Product', 'ModifierGroup', 'Outlet'],
  AVAILABILITY_CHANGED: ['Product', 'ModifierOption'],
  STATION_CHANGED: ['KitchenStation'],
  DEVICE_CHANGED: ['Device'],
  OUTLET_CHANGED: ['Outlet'],
};

type SubjectsByKey = ReadonlyMap<string, PlacedObject>;

/**
 * The subjects of the events of one page. The first subscriber that asks for a subject loads all subjects of the page, for all
 * subscribers of the node: one statement finds them, and one for each kind reads them. Each subscriber gets only the objects it
 * may see.
 */
class EventSubjects {
  readonly #services: Services;
  readonly #tenantId: string;
  readonly #events: readonly StreamEventRow[];
  #subjects: Promise<SubjectsByKey> | null = null;

  constructor(services: Services, tenantId: string, events: readonly StreamEventRow[]) {
    this.#services = services;
    this.#tenantId = tenantId;
    this.#events = events;
  }

  async of(ctx: Context, { type, entityId }: StreamEventRow): Promise<WithId | null> {
    const subjects = await this.#read();
    const key = typesOf(type).find((typeName) => subjects.has(keyOf(typeName, entityId)));
    const found = key === undefined ? undefined : subjects.get(keyOf(key, entityId));
    return found && mayReach(ctx, found) ? found.entity : null;
  }

  #read(): Promise<SubjectsByKey> {
    if (this.#subjects) return this.#subjects;
    const subjects = this.#readPage();
    this.#subjects = subjects;
    // A failed read is not kept: the next subscriber reads again.
    subjects.catch(() => {
      this.#subjects = null;
    });
    return subjects;
  }

  async #readPage(): Promise<SubjectsByKey> {
    const wanted = new Set(this.#events.flatMap(({ type }) => typesOf(type)));
    const kinds = this.#services.nodes.filter(({ typeName, rows }) => rows && wanted.has(typeName));
    const ids = [...new Set(this.#events.map(({ entityId }) => entityId))];
    const placed = await readPlaced(tenantEntityManager(this.#services, this.#tenantId), this.#tenantId, kinds, ids);
    return new Map(placed.map((one) => [keyOf(one.kind.typeName, one.place.id), one]));
  }
}

function typesOf(type: string): readonly string[] {
  return SUBJECTS[type as OutletEventType] ?? [];
}

function keyOf(typeName: string, id: string): string {
  return `${typeName} ${id}`;
}

/** An event as the outlet's feed sends it. */
export interface OutletEventMessage extends StreamEventRow {
  readonly type: OutletEventType;
  readonly subjects: EventSubjects;
}

export function messagesOf(services: Services, tenantId: string, events: readonly StreamEventRow[]): OutletEventMessage[] {
  const subjects = new EventSubjects(services, tenantId, events);
  return events.map((event) => ({ ...event, type: event.type as OutletEventType, subjects }));
}

/** The subject of an event, as it is now; null: it is gone, or the caller may not see it. */
export function subjectOf(ctx: Context, event: OutletEventMessage): Promise<WithId | null> {
  return event.subjects.of(ctx, event);
}
