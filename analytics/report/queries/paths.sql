-- One row per path with conversions in the period: the ${top} that earned most, and one for all others.
WITH earned AS (
    SELECT
        journeys,
        max(path) AS path,
        max(path_length) AS path_length,
        count(*) AS conversions,
        sum(revenue) AS revenue,
        sum(days_to_convert) AS days_to_convert,
        count(days_to_convert) AS timed
    FROM conversion_paths
    WHERE day BETWEEN ${from_day} AND ${to_day}
    GROUP BY journeys
),

ranked AS (
    SELECT
        journeys,
        path,
        path_length,
        conversions,
        revenue,
        days_to_convert,
        timed,
        row_number() OVER (ORDER BY revenue DESC, conversions DESC, path ASC, journeys ASC) AS place
    FROM earned
)

SELECT
    CAST(least(place, ${top} + 1) AS bigint) AS place,
    CASE WHEN place <= ${top} THEN path END AS path,
    CAST(max(CASE WHEN place <= ${top} THEN path_length END) AS bigint) AS path_length,
    CAST(count(*) AS bigint) AS paths,
    CAST(sum(conversions) AS bigint) AS conversions,
    sum(revenue) AS revenue,
    sum(days_to_convert) / (1e0 * nullif(sum(timed), 0)) AS mean_days_to_convert
FROM ranked
GROUP BY least(place, ${top} + 1), CASE WHEN place <= ${top} THEN path END
ORDER BY least(place, ${top} + 1)
