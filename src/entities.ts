// Before any decorated class is loaded.
import 'reflect-metadata';
import { ServerSecret } from './kernel/database/server-secret.entity.ts';
import { TenantOwned } from './kernel/database/tenant-owned.ts';
import { EventStream, StreamEvent } from './kernel/events/event.entity.ts';
import { SearchWord } from './kernel/lists/search-word.entity.ts';
import { Mail } from './kernel/mail/mail.entity.ts';
import { IdempotencyKey } from './kernel/request/idempotency.entity.ts';
import { AuditEntry } from './modules/audit/index.ts';
import {
  Device,
  DevicePairing,
  MailboxProof,
  PlatformRefreshToken,
  PlatformSession,
  PlatformUser,
  RefreshToken,
  User,
  UserSession,
} from './modules/identity/index.ts';
import { KitchenTicket, KitchenTicketItem } from './modules/kitchen/index.ts';
import {
  Category,
  ModifierGroup,
  ModifierOption,
  OptionAtOutlet,
  Product,
  ProductAtOutlet,
  ProductModifierGroup,
  StockMovement,
} from './modules/menu/index.ts';
import { Order, OrderLine, QueueCounter } from './modules/ordering/index.ts';
import { DemoCharge, GatewayAccount, GatewayNotification, Payable, Payment, Refund, Shift, ShiftEntry } from './modules/payments/index.ts';
import { Promotion, PromotionCode, PromotionCustomer, PromotionUse } from './modules/promotions/index.ts';
import { TaxRate, TaxRegime } from './modules/tax/index.ts';
import { DiningTable, KitchenStation, Outlet, Tenant } from './modules/tenancy/index.ts';

/** Every table of the database. */
export const entities = [
  TenantOwned,
  Tenant,
  Outlet,
  KitchenStation,
  DiningTable,
  User,
  UserSession,
  RefreshToken,
  Device,
  DevicePairing,
  MailboxProof,
  PlatformUser,
  PlatformSession,
  PlatformRefreshToken,
  Category,
  Product,
  ProductModifierGroup,
  ModifierGroup,
  ModifierOption,
  ProductAtOutlet,
  OptionAtOutlet,
  StockMovement,
  TaxRegime,
  TaxRate,
  Promotion,
  PromotionCode,
  PromotionUse,
  PromotionCustomer,
  AuditEntry,
  Shift,
  ShiftEntry,
  Payable,
  Payment,
  Refund,
  GatewayAccount,
  GatewayNotification,
  DemoCharge,
  Order,
  OrderLine,
  QueueCounter,
  KitchenTicket,
  KitchenTicketItem,
  EventStream,
  StreamEvent,
  IdempotencyKey,
  SearchWord,
  Mail,
  ServerSecret,
] as const;
