import { Migration } from '@mikro-orm/migrations';

export class Migration20261130100000_board_minutes extends Migration {
  override name = 'Migration20261130100000_board_minutes';

  override up(): void | Promise<void> {
    this.addSql(`alter table "outlet" add "board_minutes" smallint not null default 10;`);
    this.addSql(`alter table "outlet" add constraint "outlet_board_minutes_check" check (board_minutes between 1 and 240);`);
  }
}
