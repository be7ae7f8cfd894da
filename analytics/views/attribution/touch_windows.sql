-- One row per touch: from when to when it counts. All ends are exclusive; times are UTC.
-- A touch without an entry of its own is here as well, if a later entry says that the item held it.
-- ends_at: the end of its lookback window, or the moment at which an operator removed the user's touches.
-- current_until: until when it was the user's current journey, so ends_at or the next touch.
-- stamp_from, stamp_until: when a stamp with its journey counts; stamps are late, and clocks of clients slow.
WITH lives AS (
    SELECT
        entry_id,
        kind,
        user_key,
        journey_id,
        journey_name,
        source,
        user_entry,
        touched_at,
        expires_at,
        previous_journey_id,
        previous_journey_name,
        previous_touched_at,
        previous_expires_at,
        clock_skew_seconds,
        stamp_grace_seconds,
        kind IN ('expiry', 'removal') AS is_end,
        -- A life of the item: from one removal to the next. After one, an older touch may come in again.
        count(CASE WHEN kind IN ('expiry', 'removal') THEN 1 END) OVER (
            PARTITION BY user_key ORDER BY user_entry ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS life,
        min(CASE WHEN kind = 'removal' THEN recorded_at END) OVER (
            PARTITION BY user_key ORDER BY user_entry ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS removed_at
    FROM ledger_entries
),

-- What an entry is about, and in a row of its own what the item held before it.
told AS (
    SELECT
        CASE WHEN h.is_previous THEN concat(l.entry_id, '/previous') ELSE l.entry_id END AS touch_id,
        CASE WHEN h.is_previous OR l.is_end THEN 'touch' ELSE l.kind END AS kind,
        l.user_key,
        CASE WHEN h.is_previous THEN l.previous_journey_id ELSE l.journey_id END AS journey_id,
        CASE WHEN h.is_previous THEN l.previous_journey_name ELSE l.journey_name END AS journey_name,
        CASE WHEN NOT h.is_previous THEN l.source END AS source,
        l.user_entry,
        CASE WHEN h.is_previous THEN l.previous_touched_at ELSE l.touched_at END AS touched_at,
        CASE WHEN h.is_previous THEN l.previous_expires_at ELSE l.expires_at END AS expires_at,
        l.clock_skew_seconds,
        l.stamp_grace_seconds,
        h.is_previous,
        NOT h.is_previous AND NOT l.is_end AS is_written,
        -- An end belongs to the life after it, what it ended to the one before.
        CASE WHEN l.is_end THEN l.life - 1 ELSE l.life END AS life,
        l.removed_at
    FROM lives AS l
    CROSS JOIN UNNEST(ARRAY[FALSE, TRUE]) AS h (is_previous)
    WHERE NOT h.is_previous OR l.previous_touched_at IS NOT NULL
),

ranked AS (
    SELECT
        touch_id,
        kind,
        user_key,
        journey_id,
        journey_name,
        source,
        user_entry,
        touched_at,
        expires_at,
        clock_skew_seconds,
        stamp_grace_seconds,
        is_previous,
        is_written,
        life,
        least(expires_at, coalesce(removed_at, expires_at)) AS ends_at,
        row_number() OVER (
            PARTITION BY user_key, journey_id, touched_at
            ORDER BY is_written DESC, user_entry ASC, is_previous DESC
        ) AS place
    FROM told
),

windows AS (
    SELECT
        touch_id,
        kind,
        user_key,
        journey_id,
        journey_name,
        source,
        user_entry,
        touched_at,
        expires_at,
        ends_at,
        clock_skew_seconds,
        stamp_grace_seconds,
        is_previous,
        least(ends_at, coalesce(lead(touched_at) OVER (
            PARTITION BY user_key, life ORDER BY touched_at ASC, user_entry ASC, is_previous DESC
        ), ends_at)) AS current_until
    FROM ranked
    WHERE is_written OR place = 1
)

SELECT
    touch_id,
    kind,
    user_key,
    journey_id,
    journey_name,
    source,
    CAST(row_number() OVER (
        PARTITION BY user_key ORDER BY touched_at ASC, user_entry ASC, is_previous DESC
    ) AS bigint) AS touch_number,
    CAST(touched_at AS timestamp(3)) AS touched_at,
    CAST(expires_at AS timestamp(3)) AS expires_at,
    CAST(ends_at AS timestamp(3)) AS ends_at,
    CAST(current_until AS timestamp(3)) AS current_until,
    CAST(date_add('second', -clock_skew_seconds, touched_at) AS timestamp(3)) AS stamp_from,
    CAST(date_add('second', stamp_grace_seconds, current_until) AS timestamp(3)) AS stamp_until
FROM windows
-- The ledger is read further back than the events: windows that were over before any of them say nothing.
WHERE ends_at >= date_add('day', -${history_days}, CAST(current_timestamp AS timestamp(3)))
