/** Where lines go. Take one of `firehose.ts` and `kinesis.ts`; the bundle then holds one AWS client. */
export interface EventStream {
  /** Hands the line to Amplify's buffer, which never says whether it arrived. */
  send(line: Uint8Array<ArrayBuffer>, userSub: string): void;
  /** Sends all that waits in the buffer, without waiting for an answer. */
  flush(): void;
}
