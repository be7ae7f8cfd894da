/** A web app without a screen: does what each line of standard input says, and answers with a line. */

import { createInterface } from 'node:readline';

import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn, signOut } from 'aws-amplify/auth';

import { amplifyConfig, type Settings } from '../../../examples/web-client/src/amplify';
import { campaignFromAttribute, campaignFromToken } from '../../../examples/web-client/src/campaign';
import type { AppEvent } from '../../../examples/web-client/src/event';
import { firehose } from '../../../examples/web-client/src/firehose';
import { kinesis } from '../../../examples/web-client/src/kinesis';
import { flushOnPageHide } from '../../../examples/web-client/src/page';
import { createRecorder } from '../../../examples/web-client/src/recorder';

interface Start {
  readonly settings: Settings;
  readonly delivery: 'attribute' | 'token';
  readonly service: 'firehose' | 'kinesis';
  readonly stream: string;
  /** Amplify's own flush is then too late for any test: what arrives was flushed by the app. */
  readonly only_flushed: boolean;
}

declare global {
  /** Of the preload. */
  var network: { down: string | undefined; refused: number; readonly asked: string[] };
}

const start = JSON.parse(process.env['START'] ?? '') as Start;
const late = { flushInterval: 3_600_000 };

const configure = (changed: Partial<Settings>): void => {
  const config = amplifyConfig({ ...start.settings, ...changed });
  const { Kinesis, KinesisFirehose } = config.Analytics ?? {};
  if (!Kinesis || !KinesisFirehose) throw new Error('the configuration has no streams');
  Amplify.configure(
    start.only_flushed
      ? { ...config, Analytics: { Kinesis: { ...Kinesis, ...late }, KinesisFirehose: { ...KinesisFirehose, ...late } } }
      : config,
  );
};

const recorder = createRecorder(
  start.delivery === 'attribute' ? campaignFromAttribute() : campaignFromToken(),
  start.service === 'firehose' ? firehose(start.stream) : kinesis(start.stream),
);

// A page, as far as hiding it goes; Amplify looks for the marks of web frameworks in it.
const page = Object.assign(new EventTarget(), {
  visibilityState: 'visible',
  querySelector: () => null,
  querySelectorAll: () => [],
});
Object.assign(globalThis, { document: page });
let flushes = 0;
const endPageHide = flushOnPageHide(() => {
  flushes += 1;
  recorder.flush();
});
const show = (visibilityState: 'hidden' | 'visible'): number => {
  page.visibilityState = visibilityState;
  page.dispatchEvent(new Event('visibilitychange'));
  return flushes;
};

const clock = Date.now.bind(Date);
let ahead = 0;
Date.now = () => clock() + ahead;

// The types refuse a forged campaign; whoever goes around them is refused by `record`.
const forge = () =>
  recorder.record({
    type: 'purchase',
    // @ts-expect-error the recorder stamps the campaign
    attributes: { campaign: 'mine' },
  });

const commands: Record<string, (argument: never) => unknown> = {
  configure,
  signIn: ({ username, password }: { username: string; password: string }) => signIn({ username, password }),
  signOut: () => signOut(),
  record: (event: AppEvent) => recorder.record(event),
  recordAtOnce: (events: AppEvent[]) => Promise.all(events.map((event) => recorder.record(event))),
  renewCampaign: () => recorder.renewCampaign(),
  flush: () => recorder.flush(),
  forge,
  show,
  endPageHide,
  outage: (of: string | null) => void (network.down = of ?? undefined),
  refused: () => network.refused,
  asked: (operation: string) => network.asked.filter((target) => target.endsWith(`.${operation}`)).length,
  credentials: async () => (await fetchAuthSession()).credentials,
  later: (seconds: number) => void (ahead += seconds * 1000),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, argument] = JSON.parse(line) as [string, never];
  let answer: unknown;
  try {
    answer = { value: (await commands[name]?.(argument)) ?? null };
  } catch (error) {
    const { underlyingError } = error as { underlyingError?: unknown };
    answer = { error: [error, underlyingError].filter(Boolean).map(String).join('; ') };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(); // Amplify's buffers have timers that never end
