-- One row per path that led to conversions, with what came of it. Paths are told apart by journeys: names may hold
-- ' > ' themselves, so that two of them read the same.
SELECT
    max(p.path) AS path,
    max(p.path_length) AS path_length,
    CAST(count(*) AS bigint) AS conversions,
    CAST(count(DISTINCT p.user_key) AS bigint) AS users,
    sum(p.revenue) AS revenue,
    sum(p.revenue) / (1e0 * count(*)) AS revenue_per_conversion,
    avg(p.days_to_convert) AS mean_days_to_convert,
    max(s.reporting_currency) AS currency,
    p.journeys
FROM conversion_paths AS p
CROSS JOIN settings AS s
GROUP BY p.journeys
