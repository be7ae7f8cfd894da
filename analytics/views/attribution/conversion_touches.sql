-- One row per conversion and touch of its path, oldest first; a conversion without any has one row without touch.
-- On the path is a touch whose own window was open: touched_at <= converted_at < ends_at.
-- exposure_path: of touches of one journey in a row the last one stays.
-- path_started_at: the first touch of the path, whether it stayed or not.
WITH eligible AS (
    SELECT
        c.conversion_id,
        c.user_key,
        c.converted_at,
        c.day,
        c.revenue,
        t.touch_id,
        t.touch_number,
        t.journey_id,
        t.journey_name,
        t.touched_at,
        min(t.touched_at) OVER (PARTITION BY c.conversion_id) AS path_started_at,
        lead(t.journey_name) OVER (PARTITION BY c.conversion_id ORDER BY t.touch_number) AS next_journey_name
    FROM conversions AS c
    LEFT JOIN touch_windows AS t
        ON
            c.user_key = t.user_key
            AND t.touched_at <= c.converted_at
            AND c.converted_at < t.ends_at
),

paths AS (
    SELECT
        e.conversion_id,
        e.user_key,
        e.converted_at,
        e.day,
        e.revenue,
        e.touch_id,
        e.touch_number,
        e.journey_id,
        e.journey_name,
        e.touched_at,
        e.path_started_at
    FROM eligible AS e
    CROSS JOIN settings AS s
    WHERE
        s.path_transform = 'none'
        OR e.next_journey_name IS NULL
        OR e.next_journey_name <> e.journey_name
)

SELECT
    conversion_id,
    user_key,
    converted_at,
    day,
    revenue,
    touch_id,
    journey_id,
    coalesce(journey_name, '(none)') AS journey_name,
    touched_at,
    path_started_at,
    CAST(row_number() OVER (PARTITION BY conversion_id ORDER BY touch_number) AS bigint) AS position,
    CAST(count(touch_id) OVER (PARTITION BY conversion_id) AS bigint) AS path_length,
    date_diff('millisecond', touched_at, converted_at) / 864e5 AS age_days,
    date_diff('millisecond', path_started_at, converted_at) / 864e5 AS days_to_convert
FROM paths
