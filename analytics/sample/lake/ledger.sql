-- Each touch and each end that the table's stream told, some of them twice.
WITH before AS (
    SELECT
        touches.*,
        -- what the item held when this touch came; nothing that was removed, and nothing whose window was over
        lag(touches) OVER (PARTITION BY user_number ORDER BY touched_at) AS held
    FROM touches
),

entries AS (
    SELECT
        number * 2 AS number,
        CASE WHEN held IS NULL THEN 'touch' WHEN held.journey = journey THEN 'repeat' ELSE 'replacement' END AS kind,
        recorded_at,
        user_number,
        journey,
        touched_at,
        expires_at,
        held
    FROM (
        SELECT
            * REPLACE (
                CASE
                    WHEN held.removed_at IS NULL AND held.expired_at IS NULL AND held.expires_at * 1000 > touched_at
                        THEN held
                END AS held
            )
        FROM before
    )
    UNION ALL
    SELECT
        number * 2 + 1,
        CASE WHEN removed_at IS NULL THEN 'expiry' ELSE 'removal' END,
        coalesce(removed_at, expired_at),
        user_number,
        journey,
        touched_at,
        expires_at,
        NULL
    FROM touches
    WHERE removed_at IS NOT NULL OR expired_at IS NOT NULL
),

copies AS (
    SELECT entries.*, 0 AS later FROM entries
    UNION ALL
    SELECT entries.*, 1800000 FROM entries WHERE draw('ledger twice', entries.number) < 0.01
)

SELECT
    md5('entry ' || copies.number || ' ' || ${seed}) AS entry_id,
    copies.kind,
    copies.recorded_at,
    users.key AS username,
    journeys.id AS journey_id,
    journeys.name AS journey_name,
    journeys.source,
    copies.touched_at,
    copies.expires_at,
    held_journeys.id AS previous_journey_id,
    held_journeys.name AS previous_journey_name,
    copies.held.touched_at AS previous_touched_at,
    copies.held.expires_at AS previous_expires_at,
    lpad(copies.recorded_at || lpad(copies.number::VARCHAR, 12, '0'), 40, '0') AS sequence_number,
    hour_of(least(copies.recorded_at + copies.later + 2000, ${until} - 1)) AS datehour
FROM copies
INNER JOIN users ON copies.user_number = users.number
INNER JOIN journeys ON copies.journey = journeys.journey
LEFT JOIN journeys AS held_journeys ON copies.held.journey = held_journeys.journey
ORDER BY datehour, copies.recorded_at, copies.number, copies.later
