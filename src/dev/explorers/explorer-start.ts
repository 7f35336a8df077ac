/** The first content of both explorers. */
export interface ExplorerStart {
  readonly document: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Demo users to sign in by one click; a brand's guest has no username, the platform's admin no tenant. */
  readonly people: readonly DemoPerson[];
  readonly accessTokenMinutes: number;
}

export interface DemoPerson {
  /** Slug of the brand. */
  readonly tenant: string | null;
  readonly username: string | null;
  readonly password: string | null;
}
