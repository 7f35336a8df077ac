import { Migration } from '@mikro-orm/migrations';

export class Migration20261201020001_archived_lines extends Migration {
  override name = 'Migration20261201020001_archived_lines';

  override up(): void | Promise<void> {
    this.addSql(`alter table "order" add "lines_archived_at" timestamptz null, add "lines_archive" uuid null;`);
  }
}
