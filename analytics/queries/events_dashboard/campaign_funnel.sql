-- Emails of the last 30 days by campaign: how many different messages were sent, delivered, opened and clicked.
SELECT
    pinpoint_campaign_id,
    count(DISTINCT message_id) FILTER (WHERE event_type = '_email.send') AS sends,
    count(DISTINCT message_id) FILTER (WHERE event_type = '_email.delivered') AS delivered,
    count(DISTINCT message_id) FILTER (WHERE event_type = '_email.open') AS opens,
    count(DISTINCT message_id) FILTER (WHERE event_type = '_email.click') AS clicks
FROM ${view_prefix}email_all_events
WHERE datehour >= date_format(date_add('day', -30, current_timestamp), '%Y/%m/%d/%H')
GROUP BY pinpoint_campaign_id
ORDER BY sends DESC
