-- One row per whole hour between the first touch of a path and its conversion, for conversions in the period.
SELECT
    CAST(floor(days_to_convert * 24e0) AS bigint) AS hours,
    CAST(count(*) AS bigint) AS conversions
FROM conversion_paths
WHERE days_to_convert IS NOT NULL AND day BETWEEN ${from_day} AND ${to_day}
GROUP BY CAST(floor(days_to_convert * 24e0) AS bigint)
ORDER BY CAST(floor(days_to_convert * 24e0) AS bigint)
