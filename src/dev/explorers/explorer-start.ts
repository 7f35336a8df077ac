/** What both explorers open with. */
export interface ExplorerStart {
  readonly document: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Demo users to sign in by one click; a brand's guest has no name, the platform's admin no tenant. */
  readonly people: readonly DemoPerson[];
  readonly accessTokenMinutes: number;
}

export interface DemoPerson {
  /** The slug. */
  readonly tenant: string | null;
  readonly username: string | null;
  readonly password: string | null;
}
