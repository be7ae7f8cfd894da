-- No lake of messages is connected: no row.
SELECT
    CAST(NULL AS varchar) AS journey,
    CAST(NULL AS varchar) AS channel,
    CAST(NULL AS varchar) AS message_id,
    CAST(NULL AS varchar) AS recipient,
    CAST(NULL AS varchar) AS username,
    CAST(NULL AS varchar) AS kind,
    CAST(NULL AS timestamp(3)) AS event_at,
    CAST(NULL AS double) AS cost_usd
FROM settings
WHERE reporting_currency IS NULL
