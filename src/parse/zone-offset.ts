/** What is in force in a time zone at some time. */
export interface ZoneOffset {
  /** East of Greenwich. */
  readonly seconds: number;
  /** Is it daylight saving time? */
  readonly daylight: boolean;
}
