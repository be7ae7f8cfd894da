-- Conversions and revenue by the last touch whose window was running.
SELECT
    coalesce(journeys.name, '(none)') AS name,
    count(*) AS conversions,
    round(sum(found.revenue), 6) AS revenue
FROM (
    SELECT
        conversions.number,
        any_value(conversions.revenue) AS revenue,
        arg_max(touches.journey, touches.touched_at) AS journey
    FROM conversions
    LEFT JOIN touches
        ON
            conversions.user_number = touches.user_number
            AND touches.touched_at <= conversions.counted_at
            AND touches.expires_at * 1000 > conversions.counted_at
            AND NOT EXISTS (
                SELECT 1
                FROM touches AS later
                WHERE
                    later.user_number = touches.user_number
                    AND later.removed_at > touches.touched_at
                    AND later.removed_at <= conversions.counted_at
            )
    GROUP BY conversions.number
) AS found
LEFT JOIN journeys ON found.journey = journeys.journey
GROUP BY ALL
ORDER BY name
