-- One row per word that a journey goes by, its name or an id, with the name under which it is counted.
-- A word that is the name of one journey and the id of another means the name.
WITH words AS (
    SELECT
        journey_name AS word,
        journey_name,
        1 AS priority,
        max(touched_at) AS last_touched_at
    FROM touch_windows
    GROUP BY journey_name
    UNION ALL
    SELECT
        journey_id AS word,
        journey_name,
        2 AS priority,
        max(touched_at) AS last_touched_at
    FROM touch_windows
    WHERE journey_id IS NOT NULL
    GROUP BY journey_id, journey_name
),

ranked AS (
    SELECT
        word,
        journey_name,
        row_number() OVER (PARTITION BY word ORDER BY priority ASC, last_touched_at DESC, journey_name ASC) AS place
    FROM words
)

SELECT
    word,
    journey_name
FROM ranked
WHERE place = 1
