-- What happened in the visits, in order of arrival: when, when the client says it was, and when it arrived.
CREATE TABLE events AS
WITH placed AS (
    SELECT
        made.number,
        lengths.length,
        lengths.place,
        sessions.user_number,
        sessions.journey,
        sessions.stamp,
        -- who wins purchases: the base rate, and the lift of the journey
        draw('converts', sessions.number) / (1 + coalesce(journeys.lift, 0)) AS chance,
        sessions.began_at + lengths.place * 20000 + floor(draw('within', made.number) * 20000)::BIGINT AS happened_at
    FROM range(${events}) AS made (number)
    INNER JOIN lengths ON lengths.slot = made.number % ${round}
    INNER JOIN sessions
        ON sessions.number = made.number // ${round} * ${sessions_of_a_round} + lengths.session
    LEFT JOIN journeys ON sessions.journey = journeys.journey
),

typed AS (
    SELECT
        *,
        CASE
            WHEN length >= 4 AND place = length - 1 AND chance < 0.1 THEN 'purchase'
            WHEN length >= 4 AND place = length - 2 AND chance < 0.3 THEN 'add_to_cart'
            WHEN length < 4 AND place = length - 1 AND chance < 0.02 THEN 'subscribe'
            WHEN draw('view', number) < 0.25 THEN 'search'
            ELSE 'page_view'
        END AS event_type,
        draw('trouble', number) AS trouble,
        draw('value trouble', number) AS value_trouble,
        draw('late', number) AS lateness
    FROM placed
),

clocked AS (
    SELECT
        * REPLACE (CASE WHEN trouble BETWEEN 0.005 AND 0.01 THEN NULL ELSE user_number END AS user_number),
        -- a clock that is ahead by two hours to two days
        happened_at
        + CASE WHEN trouble < 0.005 THEN 7200000 + floor(draw('ahead', number) * 165600000)::BIGINT ELSE 0 END
            AS client_at,
        trouble BETWEEN 0.01 AND 0.013 AS stamped_with_unknown,
        trouble BETWEEN 0.013 AND 0.033 AS stamp_lost
    FROM typed
)

SELECT
    *,
    least(
        happened_at + 1000 + delay('buffer', number, 2000)
        + CASE WHEN lateness < 0.02 THEN 3600000 + floor(power(lateness / 0.02, 2) * 255600000)::BIGINT ELSE 0 END,
        greatest(happened_at + 1000, ${until} - 1)
    ) AS arrived_at,
    CASE
        WHEN event_type = 'purchase' AND value_trouble >= 0.02
            THEN round(exp(3.6 + 0.8 * normal('value', number)), 2) * CASE WHEN value_trouble < 0.035 THEN -1 ELSE 1 END
    END AS value,
    CASE
        WHEN event_type = 'purchase'
            THEN
                CASE
                    WHEN draw('currency', number) < 0.78 THEN 'EUR'
                    WHEN draw('currency', number) < 0.985 THEN 'USD'
                    ELSE 'SEK'
                END
    END AS currency,
    draw('twice', number) < 0.01 AS twice
FROM clocked
ORDER BY arrived_at, number;
