-- One row per message of a journey: what became of it, and its price in the reporting currency.
-- sent: the service took it; any event says so, but one that refuses it. A message that was seen several times, or
-- whose price several events tell, counts once.
-- problem: the price is not counted, as there is no rate of USD for that day.
WITH folded AS (
    SELECT
        m.channel,
        m.message_id,
        max(coalesce(j.journey_name, m.journey)) AS journey_name,
        CAST(min(m.event_at) AS date) AS day,
        bool_or(m.kind NOT IN ('rejected', 'failed')) AS sent,
        bool_or(m.kind = 'delivered') AS delivered,
        bool_or(m.kind = 'opened') AS opened,
        bool_or(m.kind = 'clicked') AS clicked,
        max(m.cost_usd) AS cost_usd
    FROM message_events AS m
    LEFT JOIN journeys AS j ON m.journey = j.word
    WHERE m.message_id IS NOT NULL AND m.journey IS NOT NULL
    GROUP BY m.channel, m.message_id
)

SELECT
    f.channel,
    f.message_id,
    f.journey_name,
    f.day,
    f.sent,
    f.delivered,
    f.opened,
    f.clicked,
    coalesce(f.cost_usd, 0e0) * r.rate AS cost,
    CASE WHEN f.cost_usd > 0e0 AND r.rate IS NULL THEN 'message_cost_without_rate' END AS problem
FROM folded AS f
LEFT JOIN rate_periods AS r
    ON
        r.currency = 'USD'
        AND f.day >= r.valid_from
        AND f.day < r.valid_until
