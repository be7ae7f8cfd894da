/** Events through Amazon Data Firehose, into S3. */

import { flushEvents, record } from 'aws-amplify/analytics/kinesis-firehose';

import type { EventStream } from './stream';

export function firehose(streamName: string): EventStream {
  return {
    send(line) {
      record({ streamName, data: line });
    },
    flush() {
      flushEvents();
    },
  };
}
