-- One row: the settings in force, the types of conversions, and what the lake holds, whatever the period.
WITH touches AS (
    SELECT
        count(*) AS times,
        min(touched_at) AS first_at,
        max(touched_at) AS last_at
    FROM touch_windows
),

events AS (
    SELECT
        count(*) AS times,
        min(event_at) AS first_at,
        max(event_at) AS last_at
    FROM app_events_distinct
),

types AS (
    SELECT array_join(array_agg(event_type ORDER BY event_type), ', ') AS names
    FROM conversion_types
)

SELECT
    s.reporting_currency AS currency,
    s.half_life_days,
    s.first_share,
    s.last_share,
    s.path_transform,
    s.stamp_grace_seconds,
    CAST(t.times AS bigint) AS touches,
    t.first_at AS first_touch_at,
    t.last_at AS last_touch_at,
    CAST(e.times AS bigint) AS events,
    e.first_at AS first_event_at,
    e.last_at AS last_event_at,
    y.names AS conversion_types
FROM settings AS s
CROSS JOIN touches AS t
CROSS JOIN events AS e
CROSS JOIN types AS y
