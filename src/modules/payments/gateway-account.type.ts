import { Extensions, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../../kernel/connection.type.ts';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { GatewayMode } from './gateway-account.entity.ts';
import { NotificationOutcome } from './gateway-notification.entity.ts';
import { PaymentMethod } from './payment.entity.ts';

registerEnumType(GatewayMode, {
  name: 'GatewayMode',
  description: 'Whether a provider moves real money.',
  valuesConfig: { TEST: { description: "The provider's sandbox." }, LIVE: { description: 'Real money.' } },
});
registerEnumType(NotificationOutcome, {
  name: 'NotificationOutcome',
  description: "What became of a provider's notification.",
  valuesConfig: {
    ACCEPTED: { description: 'Its payment was looked at, at the provider.' },
    MISMATCH: { description: 'It did not fit its payment, which a person has to look at.' },
    UNMATCHED: { description: 'No payment has its reference.' },
    IGNORED: { description: 'Of no concern.' },
  },
});

@Extensions({ guest: false })
@ObjectType('GatewayAccount', {
  implements: Node,
  description: "The tenant's account with a payment provider. Its secrets are written and never read.",
  simpleResolvers: true,
})
export class GatewayAccountType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'E.g. midtrans.' })
  provider!: string;

  @Field(() => GatewayMode, { description: 'Sandbox or real money.' })
  mode!: GatewayMode;

  @Field(() => [PaymentMethod], { description: 'What it is used for.' })
  methods!: PaymentMethod[];

  @Field(() => Boolean, { description: 'Whether new payments are started with it. Those that were go on.' })
  active!: boolean;

  @Field(() => Int, { description: 'Raised by every change.' })
  version!: number;

  @Field(() => DateTimeScalar, { description: shared.updatedAt })
  updatedAt!: Date;
}

@Extensions({ guest: false })
@ObjectType({ description: 'A payment provider that this server can be set up with.', simpleResolvers: true })
export class PaymentProvider {
  @Field(() => String, { description: 'E.g. midtrans.' })
  name!: string;

  @Field(() => [PaymentMethod], { description: 'What it takes.' })
  methods!: PaymentMethod[];

  @Field(() => [String], { description: 'Names of the secrets that an account needs.' })
  neededCredentials!: readonly string[];

  @Field(() => [String], { description: 'Names of those that it may have.' })
  optionalCredentials!: readonly string[];
}

@InputType({ description: 'A secret of an account.' })
export class CredentialInput {
  @Field(() => String, { description: 'As neededCredentials and optionalCredentials of paymentProviders say.' })
  name!: string;

  @Field(() => String, { description: '1 to 2000 characters. Kept sealed; no query ever answers it.' })
  value!: string;
}

@InputType({ description: 'Sets up an account with a provider, or changes it: what is not sent stays.' })
export class SetGatewayAccountInput {
  @Field(() => String, { description: 'One of paymentProviders.' })
  provider!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the client saw; another is STALE_VERSION.' })
  version?: number | null;

  @Field(() => GatewayMode, { nullable: true, description: 'Default of a new one: TEST.' })
  mode?: GatewayMode | null;

  @Field(() => [PaymentMethod], { nullable: true, description: 'What it is used for; a new one needs at least one.' })
  methods?: PaymentMethod[] | null;

  @Field(() => [CredentialInput], { nullable: true, description: 'Secrets to set; of the same name they are replaced. At most 10.' })
  credentials?: CredentialInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Default of a new one: true.' })
  active?: boolean | null;
}

@Extensions({ guest: false })
@ObjectType({ description: 'Answer of setGatewayAccount.', simpleResolvers: true })
export class SetGatewayAccountPayload {
  @Field(() => GatewayAccountType, { nullable: true, description: 'The account; null when the mutation failed.' })
  account?: GatewayAccountType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@Extensions({ guest: false })
@ObjectType('GatewayNotification', { implements: Node, description: "A provider's message, checked and kept before it was answered.", simpleResolvers: true })
export class GatewayNotificationType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Who sent it.' })
  provider!: string;

  @Field(() => String, { description: 'What it is about, as the provider calls it.' })
  type!: string;

  @Field(() => NotificationOutcome, { description: 'What became of it.' })
  outcome!: NotificationOutcome;

  @Field(() => ID, { nullable: true, description: 'Whose state it told; null: of none.' })
  paymentId!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it came.' })
  receivedAt!: Date;
}

@InputType({ description: 'All conditions must hold.' })
export class GatewayNotificationFilter {
  @Field(() => String, { nullable: true, description: 'From this provider.' })
  provider?: string | null;

  @Field(() => NotificationOutcome, { nullable: true, description: 'With this outcome.' })
  outcome?: NotificationOutcome | null;
}

export const notificationConnection = connectionTypes(() => GatewayNotificationType, {
  name: 'GatewayNotification',
  one: 'A notification',
  page: 'Notifications of providers, newest first.',
});
