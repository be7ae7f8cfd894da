-- One row per conversion and touch of its path, with its credit under each model that the ledger alone decides.
-- The credits of a conversion add up to 1 in each column; a conversion without touches gives all to (none).
WITH weighed AS (
    SELECT
        t.conversion_id,
        t.user_key,
        t.converted_at,
        t.day,
        t.revenue,
        t.touch_id,
        t.journey_id,
        t.journey_name,
        t.touched_at,
        t.position,
        t.path_length,
        t.days_to_convert,
        s.first_share,
        s.last_share,
        -- Ages count from the newest touch: its weight is 1, so the sum is never 0, however old the path.
        power(
            2e0,
            coalesce(min(t.age_days) OVER (PARTITION BY t.conversion_id) - t.age_days, 0e0) / (1e0 * s.half_life_days)
        ) AS weight
    FROM conversion_touches AS t
    CROSS JOIN settings AS s
)

SELECT
    conversion_id,
    user_key,
    converted_at,
    day,
    revenue,
    touch_id,
    journey_id,
    journey_name,
    touched_at,
    position,
    path_length,
    days_to_convert,
    CASE WHEN position = 1 THEN 1e0 ELSE 0e0 END AS first_touch,
    CASE WHEN position = greatest(path_length, 1) THEN 1e0 ELSE 0e0 END AS last_touch,
    1e0 / greatest(path_length, 1) AS linear,
    CASE
        WHEN path_length <= 1 THEN 1e0
        WHEN path_length = 2 AND first_share + last_share = 0e0 THEN 5e-1
        WHEN path_length = 2 AND position = 1 THEN first_share / (1e0 * (first_share + last_share))
        WHEN path_length = 2 THEN last_share / (1e0 * (first_share + last_share))
        WHEN position = 1 THEN first_share
        WHEN position = path_length THEN last_share
        ELSE (1e0 - first_share - last_share) / (path_length - 2)
    END AS position_based,
    weight / (1e0 * sum(weight) OVER (PARTITION BY conversion_id)) AS time_decay
FROM weighed
