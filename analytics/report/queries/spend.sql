-- One row per journey with costs in the period, in the reporting currency.
SELECT
    journey_name,
    sum(listed_cost) AS listed_cost,
    sum(message_cost) AS message_cost,
    sum(cost) AS cost
FROM journey_spend
WHERE day BETWEEN ${from_day} AND ${to_day}
GROUP BY journey_name
ORDER BY journey_name
