/** The signed-in user's current journey: from the attribute, or from the claim of the ID token. */

import { fetchAuthSession, fetchUserAttributes } from 'aws-amplify/auth';

export interface CampaignReader {
  /** The journey's name; '' when the user has none, whether the attribute is absent or blank. */
  read(userSub: string): Promise<string>;
  /** From now on `read` answers with what Cognito holds now, not with what was kept. */
  renew(): Promise<void>;
}

type Name = `custom:${string}`;

const NAME: Name = 'custom:campaign';
// Cognito allows 10 GetUser calls a second for a user, and 120 for all pools of an account together.
const KEPT_MS = 60_000;

interface Kept {
  readonly userSub: string;
  readonly since: number;
  readonly campaign: Promise<string>;
}

/** For `delivery.attribute`: one GetUser call a minute at most. */
export function campaignFromAttribute(name: Name = NAME): CampaignReader {
  let kept: Kept | undefined;

  const isFresh = ({ since }: Kept): boolean => Date.now() >= since && Date.now() < since + KEPT_MS;

  const ask = (userSub: string): Kept => {
    const campaign = fetchUserAttributes().then((attributes) => attributes[name] ?? '');
    const asked = { userSub, since: Date.now(), campaign };
    campaign.catch(() => {
      // a failure is not kept: the next read asks again
      if (kept === asked) kept = undefined;
    });
    return asked;
  };

  return {
    read(userSub) {
      // somebody else may have signed in within the minute
      if (kept?.userSub !== userSub || !isFresh(kept)) kept = ask(userSub);
      return kept.campaign;
    },
    renew() {
      kept = undefined;
      return Promise.resolve();
    },
  };
}

/** For `delivery.token`: no call at all; the claim is as old as the token, an hour at most by default. */
export function campaignFromToken(name: Name = NAME): CampaignReader {
  return {
    async read() {
      const claim = (await fetchAuthSession()).tokens?.idToken?.payload[name];
      return typeof claim === 'string' ? claim : '';
    },
    async renew() {
      await fetchAuthSession({ forceRefresh: true });
    },
  };
}
