-- One row per journey: messages first seen in the period, users with an open window in it, and those who converted.
WITH steps AS (
    SELECT
        journey_name,
        CASE WHEN sent THEN concat(channel, '/', message_id) END AS sent,
        CASE WHEN delivered THEN concat(channel, '/', message_id) END AS delivered,
        CASE WHEN opened THEN concat(channel, '/', message_id) END AS opened,
        CASE WHEN clicked THEN concat(channel, '/', message_id) END AS clicked,
        CAST(NULL AS varchar) AS toucher,
        CAST(NULL AS varchar) AS converter
    FROM messages
    WHERE day BETWEEN ${from_day} AND ${to_day}
    UNION ALL
    SELECT
        journey_name,
        CAST(NULL AS varchar) AS sent,
        CAST(NULL AS varchar) AS delivered,
        CAST(NULL AS varchar) AS opened,
        CAST(NULL AS varchar) AS clicked,
        user_key AS toucher,
        CAST(NULL AS varchar) AS converter
    FROM touch_windows
    WHERE CAST(touched_at AS date) <= ${to_day} AND CAST(ends_at AS date) >= ${from_day}
    UNION ALL
    SELECT
        journey_name,
        CAST(NULL AS varchar) AS sent,
        CAST(NULL AS varchar) AS delivered,
        CAST(NULL AS varchar) AS opened,
        CAST(NULL AS varchar) AS clicked,
        CAST(NULL AS varchar) AS toucher,
        user_key AS converter
    FROM conversion_touches
    WHERE touch_id IS NOT NULL AND day BETWEEN ${from_day} AND ${to_day}
)

SELECT
    journey_name,
    CAST(count(DISTINCT sent) AS bigint) AS sent,
    CAST(count(DISTINCT delivered) AS bigint) AS delivered,
    CAST(count(DISTINCT opened) AS bigint) AS opened,
    CAST(count(DISTINCT clicked) AS bigint) AS clicked,
    CAST(count(DISTINCT toucher) AS bigint) AS touched,
    CAST(count(DISTINCT converter) AS bigint) AS converted
FROM steps
GROUP BY journey_name
ORDER BY journey_name
