/** What an app records, and the line that reaches the lake. */

export interface AppEvent {
  readonly type: string;
  /** `campaign` is stamped by the recorder. */
  readonly attributes?: Readonly<Record<string, string>> & { readonly campaign?: never };
  readonly metrics?: Readonly<Record<string, number>>;
}

export interface RecordedEvent {
  /** Unique: a line that arrives twice has it twice. */
  readonly event_id: string;
  readonly event_type: string;
  /** Epoch milliseconds, by the clock of the browser. */
  readonly event_timestamp: number;
  /** Cognito's `sub` of the user. */
  readonly user_sub: string;
  /** Cognito's username, by which the ledger of touches knows the user; absent where the session does not say it. */
  readonly username?: string;
  /** `campaign` is '' when the user has no journey. */
  readonly attributes: Readonly<Record<string, string>> & { readonly campaign: string };
  readonly metrics: Readonly<Record<string, number>>;
}

// 500 lines of this size stay below the 4 MiB of a PutRecordBatch. A request above it is refused as a whole.
const MAX_LINE_BYTES = 8_000;

/** Throws what is wrong with the event, in words. */
export function check(event: AppEvent): void {
  if (!event.type) throw new Error('event: type is empty; name what happened, such as "purchase"');
  if (event.attributes && 'campaign' in event.attributes) {
    throw new Error(`event ${event.type}: attributes.campaign is stamped by the recorder; leave it out`);
  }
  for (const [name, value] of Object.entries(event.metrics ?? {})) {
    if (!Number.isFinite(value)) {
      throw new Error(`event ${event.type}: metrics.${name} is ${String(value)}; give a finite number`);
    }
  }
}

/** One event per line: Amplify puts nothing between records, so the newline is ours. */
export function toLine(event: RecordedEvent): Uint8Array<ArrayBuffer> {
  const line = new TextEncoder().encode(`${JSON.stringify(event)}\n`);
  if (line.length > MAX_LINE_BYTES) {
    throw new Error(
      `event ${event.event_type}: ${String(line.length)} bytes; at most ${String(MAX_LINE_BYTES)} are recorded, ` +
        'so shorten its attributes',
    );
  }
  return line;
}
