-- Visits: one that a touch led to for as many touches as there are, the others by day and hour.
-- The app reads the current journey when a visit begins, or holds it from up to an hour before.
CREATE TABLE sessions AS
WITH begun AS (
    SELECT
        made.number,
        coalesce(touches.user_number, floor(${users} * power(draw('visitor', made.number), 1.5))::BIGINT)
            AS user_number,
        coalesce(
            touches.touched_at + 2000 + delay('landing', made.number, 60000),
            ${start} + floor(draw('day', made.number) * ${days})::BIGINT * 86400000
            + [0, 6, 7, 7, 8, 9, 9, 10, 11, 12, 12, 13, 14, 15, 16, 17, 17, 18, 18, 19, 19, 20, 20, 20, 21, 21, 22, 22]
            [1 + floor(28 * draw('hour', made.number))::BIGINT] * 3600000
            + floor(draw('minute', made.number) * 3500000)::BIGINT
        ) AS began_at,
        touches.number IS NOT NULL AS landed
    FROM range(${sessions}) AS made (number)
    -- numbers of touches are in order of time: these are spread over all
    LEFT JOIN touches ON touches.number = made.number AND draw('lands', made.number) < 0.6
),

timed AS (
    SELECT
        *,
        began_at - CASE
            -- an app that is opened from a message mostly reads anew
            WHEN draw('cached', number) < CASE WHEN landed THEN 0.1 ELSE 0.6 END
                THEN floor(draw('age', number) * 3600000)::BIGINT
            ELSE 0
        END AS read_at
    FROM begun
),

current AS (
    SELECT
        timed.*,
        CASE
            WHEN timed.began_at < least(touches.expires_at * 1000, coalesce(touches.removed_at, ${until}))
                THEN touches.journey
        END AS journey
    FROM timed
    ASOF LEFT JOIN touches ON timed.user_number = touches.user_number AND timed.began_at >= touches.touched_at
)

SELECT
    current.*,
    CASE
        WHEN current.read_at < least(touches.expires_at * 1000, coalesce(touches.removed_at, ${until}))
            THEN touches.journey
    END AS stamp
FROM current
ASOF LEFT JOIN touches ON current.user_number = touches.user_number AND current.read_at >= touches.touched_at;
