-- The touches, each with what ended it. The table has one item per user, so the next one takes its place.
CREATE TABLE touches AS
WITH met AS (
    SELECT
        user_number,
        journey,
        touched_at,
        touched_at // 1000 + window_days * 86400 AS expires_at,
        (touched_at + 1500) // 1000 * 1000 AS recorded_at
    FROM messages
    WHERE touched_at < ${until} - 7200000
    QUALIFY row_number() OVER (PARTITION BY user_number, touched_at ORDER BY number) = 1
),

numbered AS (
    SELECT
        *,
        row_number() OVER (ORDER BY touched_at, user_number) - 1 AS number,
        -- the function sweeps every minute
        (expires_at // 60 + 1) * 60000 + 1000 AS swept_at,
        lead(touched_at) OVER user_in_order AS next_touched_at,
        lead(recorded_at) OVER user_in_order AS next_recorded_at
    FROM met
    WINDOW user_in_order AS (PARTITION BY user_number ORDER BY touched_at)
)

SELECT
    *,
    -- an operator forgets a user while a touch is current
    CASE
        WHEN draw('forget', number) < 0.01
            THEN
                (
                    touched_at + 3000
                    + floor(
                        draw('forget time', number)
                        * (least(expires_at * 1000, coalesce(next_touched_at, ${until})) - touched_at - 4000)
                    )::BIGINT
                ) // 1000 * 1000
    END AS removed_at,
    CASE WHEN removed_at IS NULL AND swept_at < coalesce(next_recorded_at, ${until}) THEN swept_at END
        AS expired_at
FROM numbered;
