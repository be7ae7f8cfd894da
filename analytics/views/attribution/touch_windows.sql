-- One row per touch: from when to when it counts. All ends are exclusive; times are UTC.
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
        -- A life of the item: from one removal to the next. After one, an older touch may come in again.
        count(CASE WHEN kind IN ('expiry', 'removal') THEN 1 END) OVER (
            PARTITION BY user_key ORDER BY user_entry ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS life,
        min(CASE WHEN kind = 'removal' THEN recorded_at END) OVER (
            PARTITION BY user_key ORDER BY user_entry ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS removed_at
    FROM ledger_entries
),

touches AS (
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
        least(expires_at, coalesce(removed_at, expires_at)) AS ends_at,
        lead(touched_at) OVER (PARTITION BY user_key, life ORDER BY touched_at, user_entry) AS next_touched_at
    FROM lives
    WHERE kind IN ('touch', 'repeat', 'replacement')
),

windows AS (
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
        ends_at,
        least(ends_at, coalesce(next_touched_at, ends_at)) AS current_until
    FROM touches
)

SELECT
    w.entry_id AS touch_id,
    w.kind,
    w.user_key,
    w.journey_id,
    w.journey_name,
    w.source,
    CAST(row_number() OVER (PARTITION BY w.user_key ORDER BY w.touched_at, w.user_entry) AS bigint) AS touch_number,
    CAST(w.touched_at AS timestamp(3)) AS touched_at,
    CAST(w.expires_at AS timestamp(3)) AS expires_at,
    CAST(w.ends_at AS timestamp(3)) AS ends_at,
    CAST(w.current_until AS timestamp(3)) AS current_until,
    CAST(date_add('second', -s.clock_skew_seconds, w.touched_at) AS timestamp(3)) AS stamp_from,
    CAST(date_add('second', s.stamp_grace_seconds, w.current_until) AS timestamp(3)) AS stamp_until
FROM windows AS w
CROSS JOIN settings AS s
