import { DateScalar, DateTimeScalar, MoneyScalar } from '../values/scalars.ts';
import { Field, InputType } from './decorators.ts';

@InputType({ description: 'A range of calendar dates, both ends included. An end that is missing is open.' })
export class DateRangeInput {
  @Field(() => DateScalar, { nullable: true, description: 'First date of the range.' })
  from?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Last date of the range.' })
  to?: string | null;
}

@InputType({ description: 'A range of instants, the first included and the last not. An end that is missing is open.' })
export class DateTimeRangeInput {
  @Field(() => DateTimeScalar, { nullable: true, description: 'First instant of the range.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'First instant after the range.' })
  until?: Date | null;
}

@InputType({ description: 'A range of amounts in minor units, both ends included. An end that is missing is open.' })
export class MoneyRangeInput {
  @Field(() => MoneyScalar, { nullable: true, description: 'Smallest amount of the range, in minor units.' })
  min?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Largest amount of the range, in minor units.' })
  max?: number | null;
}
