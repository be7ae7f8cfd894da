-- One row per event of the app: the journey that the app stamped, the one that the ledger holds, and what counts.
-- status, the first that applies:
--   no_user          neither username nor user_sub: nothing can be looked up
--   none             no stamp, and the ledger has no journey at that moment
--   unstamped        no stamp, although the ledger has a journey
--   confirmed        the stamp is the user's current journey; it counts
--   grace            it was until stamp_grace_seconds before, or is within clock_skew_seconds; it counts
--   replaced         its window is open, but a newer touch took its place longer ago than the grace
--   expired          the user touched it, and its window was over, or not open yet
--   untouched        the journey is known, but this user never touched it
--   unknown_journey  nobody ever touched a journey of that name
WITH matched AS (
    SELECT
        e.event_id,
        max(e.event_type) AS event_type,
        max(e.user_key) AS user_key,
        max(e.stamp) AS stamp,
        max(e.event_at) AS event_at,
        max(e.arrived_before) AS arrived_before,
        max(e.clock) AS clock,
        max(e.copies) AS copies,
        bool_or(e.id_reused) AS id_reused,
        max_by(t.journey_name, t.touch_number) FILTER (
            WHERE t.touched_at <= e.event_at AND e.event_at < t.current_until
        ) AS current_journey,
        count(t.touch_id) FILTER (WHERE t.journey_name = e.stamp) AS stamped_touches,
        count(t.touch_id) FILTER (
            WHERE t.journey_name = e.stamp AND t.stamp_from <= e.event_at AND e.event_at < t.stamp_until
        ) AS near_touches,
        count(t.touch_id) FILTER (
            WHERE t.journey_name = e.stamp AND t.touched_at <= e.event_at AND e.event_at < t.ends_at
        ) AS open_touches
    FROM app_events_distinct AS e
    LEFT JOIN touch_windows AS t ON e.user_key = t.user_key
    GROUP BY e.event_id
),

known AS (
    SELECT DISTINCT journey_name FROM journeys
),

judged AS (
    SELECT
        m.event_id,
        m.event_type,
        m.user_key,
        m.stamp,
        m.event_at,
        m.arrived_before,
        m.clock,
        m.copies,
        m.id_reused,
        m.current_journey,
        CASE
            WHEN m.user_key IS NULL THEN 'no_user'
            WHEN m.stamp IS NULL AND m.current_journey IS NULL THEN 'none'
            WHEN m.stamp IS NULL THEN 'unstamped'
            WHEN m.stamp = m.current_journey THEN 'confirmed'
            WHEN m.near_touches > 0 THEN 'grace'
            WHEN m.open_touches > 0 THEN 'replaced'
            WHEN m.stamped_touches > 0 THEN 'expired'
            WHEN k.journey_name IS NOT NULL THEN 'untouched'
            ELSE 'unknown_journey'
        END AS status
    FROM matched AS m
    LEFT JOIN known AS k ON m.stamp = k.journey_name
)

SELECT
    event_id,
    event_type,
    user_key,
    event_at,
    stamp,
    current_journey,
    CASE WHEN status IN ('confirmed', 'grace') THEN stamp END AS journey_name,
    status,
    clock,
    arrived_before,
    copies,
    id_reused
FROM judged
