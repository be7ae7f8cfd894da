/** Records events of the signed-in user, each with the user's current journey. */

import { fetchAuthSession } from 'aws-amplify/auth';

import type { CampaignReader } from './campaign';
import { check, toLine, type AppEvent, type RecordedEvent } from './event';
import type { EventStream } from './stream';

export interface Recorder {
  /** Rejects when the event is wrong, or when nobody is signed in; resolves once the event is in the buffer. */
  record(event: AppEvent): Promise<RecordedEvent>;
  /** The next event carries the journey that Cognito holds now, for an app that was opened from a message. */
  renewCampaign(): Promise<void>;
  flush(): void;
}

export function createRecorder(campaign: CampaignReader, stream: EventStream): Recorder {
  const readOrBlank = async (userSub: string): Promise<string> => {
    try {
      return await campaign.read(userSub);
    } catch (error) {
      // an event without a journey is worth more than no event: the ledger of touches knows the journey too
      console.warn('The current journey could not be read; the event is recorded without it.', error);
      return '';
    }
  };

  return {
    async record(event) {
      check(event);
      const happened = Date.now();
      const { userSub, tokens } = await fetchAuthSession();
      if (!userSub) {
        throw new Error(`event ${event.type}: nobody is signed in; call signIn of aws-amplify/auth first`);
      }
      const username = tokens?.idToken?.payload['cognito:username'];
      const recorded: RecordedEvent = {
        event_id: crypto.randomUUID(),
        event_type: event.type,
        event_timestamp: happened,
        user_sub: userSub,
        ...(typeof username === 'string' ? { username } : {}),
        attributes: { ...event.attributes, campaign: await readOrBlank(userSub) },
        metrics: event.metrics ?? {},
      };
      stream.send(toLine(recorded), userSub);
      return recorded;
    },
    renewCampaign: () => campaign.renew(),
    flush() {
      stream.flush();
    },
  };
}
