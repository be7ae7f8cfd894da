/** Events through Amazon Kinesis Data Streams, for readers that want them within a second. */

import { flushEvents, record } from 'aws-amplify/analytics/kinesis';

import type { EventStream } from './stream';

export function kinesis(streamName: string): EventStream {
  return {
    send(line, userSub) {
      // the events of a user stay in order on one shard
      record({ streamName, partitionKey: userSub, data: line });
    },
    flush() {
      flushEvents();
    },
  };
}
