/** A file of a case: a text or a link. */
export interface CaseFile {
  readonly path: string;
  readonly content?: string;
  readonly link?: string;
}
/** A unit of a record. `deps`: kind to `UNIT ORIGINS DESTINATIONS`, origins joined by `+`, `-` for none. */
export interface RecordedUnit {
  readonly state: string;
  readonly names?: readonly string[];
  readonly file?: string;
  readonly dropIns?: readonly string[];
  readonly description?: string;
  readonly defaults?: false;
  readonly paths?: readonly string[];
  readonly deps: Readonly<Record<string, readonly string[]>>;
}
/** What systemd made of a case. */
export interface GraphRecord {
  readonly command: string;
  readonly systemd: string;
  /** `LEVEL text`, sorted, without the unit that the log has before a text; only where the case asks for them. */
  readonly messages?: readonly string[];
  readonly units: Readonly<Record<string, RecordedUnit>>;
}
/** Names of the cases, sorted. */
export declare function graphCases(): string[];
/** The files of a case, and the words of its `@` lines. */
export declare function readCase(name: string): { readonly files: readonly CaseFile[]; readonly words: readonly string[] };
/** Asks systemd for the graph of a case. `oracle` is an unpacked copy of the shared folder. */
export declare function askSystemd(name: string, oracle: string): GraphRecord;
