-- One row per change of the table of touches; an entry that was written twice is here once. Times are UTC.
-- user_entry: 1, 2, 3 ... in the order in which the user's item changed: as the stream numbers them, since its
-- times are approximate.
-- previous_*: of repeat and replacement, what the item held before.
-- clock_skew_seconds, stamp_grace_seconds: settings, handed on to touch_windows, as each read of them costs.
WITH numbered AS (
    SELECT
        entry_id,
        kind,
        username,
        journey_id,
        coalesce(nullif(journey_name, ''), journey_id) AS journey_name,
        source,
        sequence_number,
        recorded_at,
        touched_at,
        expires_at,
        previous_journey_id,
        coalesce(nullif(previous_journey_name, ''), previous_journey_id) AS previous_journey_name,
        previous_touched_at,
        previous_expires_at,
        row_number() OVER (
            PARTITION BY entry_id
            ORDER BY recorded_at, sequence_number, username, kind, touched_at, expires_at, journey_id
        ) AS copy
    FROM ledger
    WHERE
        username IS NOT NULL
        -- Further back than events: the first of those had their touches before.
        AND datehour >= date_format(date_add('day', -(${history_days} + 100), current_timestamp), '%Y/%m/%d/%H')
)

SELECT
    n.entry_id,
    n.kind,
    CASE WHEN s.username_case_sensitive THEN n.username ELSE lower(n.username) END AS user_key,
    n.journey_id,
    n.journey_name,
    n.source,
    CAST(row_number() OVER (
        PARTITION BY CASE WHEN s.username_case_sensitive THEN n.username ELSE lower(n.username) END
        ORDER BY n.sequence_number, n.recorded_at, n.entry_id
    ) AS bigint) AS user_entry,
    CAST(from_unixtime(n.recorded_at / 1e3) AS timestamp(3)) AS recorded_at,
    CAST(from_unixtime(n.touched_at / 1e3) AS timestamp(3)) AS touched_at,
    CAST(from_unixtime(n.expires_at / 1e0) AS timestamp(3)) AS expires_at,
    n.previous_journey_id,
    n.previous_journey_name,
    CAST(from_unixtime(n.previous_touched_at / 1e3) AS timestamp(3)) AS previous_touched_at,
    CAST(from_unixtime(n.previous_expires_at / 1e0) AS timestamp(3)) AS previous_expires_at,
    s.clock_skew_seconds,
    s.stamp_grace_seconds
FROM numbered AS n
CROSS JOIN settings AS s
WHERE n.copy = 1
