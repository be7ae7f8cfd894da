-- Text messages of the last 30 days by country: how many different ones, how many of them failed, what they cost in USD.
WITH messages AS (
    SELECT
        iso_country_code,
        message_id,
        max(CASE WHEN event_type = '_SMS.FAILURE' THEN 1 ELSE 0 END) AS failed,
        max(price_in_millicents_usd) AS price
    FROM ${view_prefix}sms_all_events
    WHERE datehour >= date_format(date_add('day', -30, current_timestamp), '%Y/%m/%d/%H')
    GROUP BY iso_country_code, message_id
)

SELECT
    iso_country_code,
    count(*) AS messages,
    sum(failed) AS failed,
    sum(price) / 1e5 AS cost_usd
FROM messages
GROUP BY iso_country_code
ORDER BY messages DESC
