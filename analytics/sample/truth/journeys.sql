-- Messages, by people alone, and touches.
SELECT
    journeys.name,
    coalesce(said.sent, 0) AS sent,
    coalesce(said.delivered, 0) AS delivered,
    coalesce(said.opened, 0) AS opened,
    coalesce(said.clicked, 0) AS clicked,
    coalesce(met.touches, 0) AS touches,
    coalesce(met.touched_users, 0) AS touched_users
FROM journeys
LEFT JOIN (
    SELECT
        journey,
        count(*) AS sent,
        count(delivered_at) AS delivered,
        count(opened_at) AS opened,
        count(clicked_at) AS clicked
    FROM messages
    WHERE lake != 'none'
    GROUP BY journey
) AS said ON journeys.journey = said.journey
LEFT JOIN (
    SELECT
        journey,
        count(*) AS touches,
        count(DISTINCT user_number) AS touched_users
    FROM touches
    GROUP BY journey
) AS met ON journeys.journey = met.journey
ORDER BY journeys.name
