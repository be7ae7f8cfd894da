-- One row per journey and day (UTC) with conversions in the period, under the model of the report.
SELECT
    journey_name,
    day,
    conversions,
    revenue
FROM journey_conversions
WHERE model = ${model} AND day BETWEEN ${from_day} AND ${to_day}
ORDER BY day, journey_name
