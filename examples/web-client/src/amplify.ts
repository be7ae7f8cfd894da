/** What Amplify has to know, for `Amplify.configure`. Your own settings may stand beside these. */

import type { ResourcesConfig } from 'aws-amplify';

export interface Settings {
  /** Region of the streams. */
  readonly region: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly identityPoolId: string;
}

const buffer = {
  // A flush sends all that waits in one request, and both services take 500 records at most: 400 and a
  // batch of 100 that came back.
  bufferSize: 400,
  flushSize: 100,
  // What waits is lost with the page, so it waits 2 seconds, not Amplify's 5. Nothing is sent when nothing waits.
  flushInterval: 2_000,
  // Ten minutes. With Amplify's defaults half a minute offline loses events.
  resendLimit: 300,
};

export function amplifyConfig(settings: Settings): ResourcesConfig {
  for (const name of ['region', 'userPoolId', 'userPoolClientId', 'identityPoolId'] as const) {
    if (!settings[name]) {
      throw new Error(`amplifyConfig: ${name} is missing or empty; give the value that Terraform printed`);
    }
  }
  const { region, ...cognito } = settings;
  return {
    Auth: { Cognito: cognito },
    Analytics: { Kinesis: { region, ...buffer }, KinesisFirehose: { region, ...buffer } },
  };
}
