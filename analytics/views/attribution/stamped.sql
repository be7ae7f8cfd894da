-- One row per conversion: the journey that the app stamped gets all, if the ledger agrees; else the journey (none).
-- It agrees where attributed_events says confirmed or grace. The touch is the newest that bears the stamp out.
WITH borne_out AS (
    SELECT
        c.conversion_id,
        c.user_key,
        c.converted_at,
        c.day,
        c.revenue,
        t.touch_id,
        t.journey_id,
        t.journey_name,
        t.touched_at,
        row_number() OVER (PARTITION BY c.conversion_id ORDER BY t.touch_number DESC) AS place
    FROM conversions AS c
    LEFT JOIN touch_windows AS t
        ON
            c.user_key = t.user_key
            AND c.stamp = t.journey_name
            AND t.stamp_from <= c.converted_at
            AND c.converted_at < t.stamp_until
)

SELECT
    conversion_id,
    user_key,
    converted_at,
    day,
    journey_id,
    coalesce(journey_name, '(none)') AS journey_name,
    touch_id,
    touched_at,
    CAST(1 AS bigint) AS position,
    CASE WHEN touch_id IS NULL THEN CAST(0 AS bigint) ELSE CAST(1 AS bigint) END AS path_length,
    -- A clock that is behind may show the conversion before its touch.
    CASE
        WHEN touched_at > converted_at THEN 0e0
        ELSE date_diff('millisecond', touched_at, converted_at) / 864e5
    END AS days_to_convert,
    1e0 AS credit,
    revenue
FROM borne_out
WHERE place = 1
