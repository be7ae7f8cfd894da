-- Events that the app recorded in the last 30 days, by name and day (UTC).
SELECT
    event_type,
    CAST(event_timestamp AS date) AS day,
    count(*) AS events
FROM ${view_prefix}custom_all_events
WHERE datehour >= date_format(date_add('day', -30, current_timestamp), '%Y/%m/%d/%H')
GROUP BY event_type, CAST(event_timestamp AS date)
ORDER BY day DESC, events DESC
