-- One row per word that a journey goes by, its name or an id, with the name under which it is counted.
-- A word that is the name of one journey and the id of another means the name.
WITH touched AS (
    SELECT
        journey_id,
        journey_name,
        max(touched_at) AS last_touched_at
    FROM touch_windows
    GROUP BY journey_id, journey_name
),

ranked AS (
    SELECT
        w.word,
        t.journey_name,
        row_number() OVER (
            PARTITION BY w.word
            ORDER BY t.journey_name <> w.word ASC, t.last_touched_at DESC, t.journey_name ASC
        ) AS place
    FROM touched AS t
    CROSS JOIN UNNEST(ARRAY[t.journey_name, t.journey_id]) AS w (word)
    WHERE w.word IS NOT NULL
)

SELECT
    word,
    journey_name
FROM ranked
WHERE place = 1
