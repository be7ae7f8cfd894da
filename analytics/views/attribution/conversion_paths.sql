-- One row per conversion: the journeys before it, oldest first, as 'A > B > C'; '(none)' without any.
-- journeys: the same one by one, as a name may hold ' > ' itself.
SELECT
    conversion_id,
    max(user_key) AS user_key,
    max(converted_at) AS converted_at,
    max(day) AS day,
    array_join(array_agg(journey_name ORDER BY position), ' > ') AS path,
    max(path_length) AS path_length,
    max(revenue) AS revenue,
    max(days_to_convert) AS days_to_convert,
    array_agg(journey_name ORDER BY position) AS journeys
FROM conversion_touches
GROUP BY conversion_id
