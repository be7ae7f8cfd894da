-- One row per journey and day (UTC): what it cost by journey_costs, and what its messages cost.
WITH parts AS (
    SELECT
        journey_name,
        day,
        cost AS listed_cost,
        0e0 AS message_cost
    FROM cost_entries
    WHERE problem IS NULL
    UNION ALL
    SELECT
        journey_name,
        day,
        0e0 AS listed_cost,
        cost AS message_cost
    FROM messages
    WHERE problem IS NULL AND cost > 0e0
)

SELECT
    journey_name,
    day,
    sum(listed_cost) AS listed_cost,
    sum(message_cost) AS message_cost,
    sum(listed_cost + message_cost) AS cost
FROM parts
GROUP BY journey_name, day
