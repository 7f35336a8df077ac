import { Field, ID, InputType, Int } from 'type-graphql';
import { DateScalar, DateTimeScalar } from '../../kernel/scalars.ts';
import { Channel, ConfirmOn } from './channel.ts';

@InputType({ description: 'One opening interval of the week, outlet-local.' })
export class OpeningHoursInput {
  @Field(() => Int, { description: 'ISO weekday: 1 Monday … 7 Sunday.' })
  day!: number;

  @Field(() => String, { description: 'HH:MM.' })
  opens!: string;

  @Field(() => String, { description: 'HH:MM, 24:00 allowed; at or before `opens`: on the next day.' })
  closes!: string;
}

@InputType({ description: 'An interval of an exceptional day.' })
export class OpeningIntervalInput {
  @Field(() => String, { description: 'HH:MM.' })
  opens!: string;

  @Field(() => String, { description: 'HH:MM, 24:00 allowed; at or before `opens`: on the next day.' })
  closes!: string;
}

@InputType({ description: "A date whose hours differ from the week's." })
export class OpeningExceptionInput {
  @Field(() => DateScalar, { description: 'The local date.' })
  date!: string;

  @Field(() => [OpeningIntervalInput], { description: 'Empty: closed all day.' })
  intervals!: OpeningIntervalInput[];

  @Field(() => String, { nullable: true, description: 'For guests, e.g. a holiday.' })
  reason?: string | null;
}

@InputType({ description: 'When an outlet is open. What is not sent stays as it is.' })
export class SetOpeningHoursInput {
  @Field(() => ID, { description: 'The outlet.' })
  outletId!: string;

  @Field(() => [OpeningHoursInput], { nullable: true, description: 'The whole week, at most 50 intervals; null: always open.' })
  weekly?: OpeningHoursInput[] | null;

  @Field(() => [OpeningExceptionInput], { nullable: true, description: 'All exceptions, at most 100.' })
  exceptions?: OpeningExceptionInput[] | null;
}

@InputType({ description: 'Stops taking orders of a channel for a while. Exactly one of until and minutes.' })
export class PauseChannelInput {
  @Field(() => ID, { description: 'The outlet.' })
  outletId!: string;

  @Field(() => Channel, { description: 'The channel.' })
  channel!: Channel;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it takes orders again by itself; in the future by the server's clock." })
  until?: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Minutes from now after which it takes orders again by itself, 1 to 10080 (a week); works whatever the clock of the device says.',
  })
  minutes?: number | null;
}

@InputType({ description: 'Takes orders of a paused channel again.' })
export class ResumeChannelInput {
  @Field(() => ID, { description: 'The outlet.' })
  outletId!: string;

  @Field(() => Channel, { description: 'The channel.' })
  channel!: Channel;
}

@InputType({ description: "When a channel's orders go to the kitchen." })
export class SetConfirmOnInput {
  @Field(() => ID, { description: 'The outlet.' })
  outletId!: string;

  @Field(() => Channel, { description: 'The channel.' })
  channel!: Channel;

  @Field(() => ConfirmOn, { description: 'Orders placed from now on.' })
  confirmOn!: ConfirmOn;
}
