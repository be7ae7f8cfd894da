-- One row per model, journey and day (UTC) of conversions. The sums over all journeys of a model are those of all
-- conversions: what no touch explains is the journey (none).
SELECT
    c.model,
    c.journey_name,
    c.day,
    sum(c.credit) AS conversions,
    sum(c.revenue) AS revenue,
    max(s.reporting_currency) AS currency
FROM model_credits AS c
CROSS JOIN settings AS s
GROUP BY c.model, c.journey_name, c.day
