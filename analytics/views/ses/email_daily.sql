-- One row per day (UTC) and configuration set: to how many different messages each thing happened on that day.
SELECT
    CAST(happened_at AS date) AS day,
    configuration_set,
    CAST(count(DISTINCT message_id) FILTER (WHERE event_type = 'Send') AS bigint) AS sends,
    CAST(count(DISTINCT message_id) FILTER (WHERE event_type = 'Delivery') AS bigint) AS deliveries,
    CAST(count(DISTINCT message_id) FILTER (WHERE event_type = 'Open') AS bigint) AS opens,
    CAST(count(DISTINCT message_id) FILTER (WHERE event_type = 'Click') AS bigint) AS clicks,
    CAST(count(DISTINCT message_id) FILTER (WHERE event_type = 'Bounce') AS bigint) AS bounces,
    CAST(count(DISTINCT message_id) FILTER (WHERE event_type = 'Complaint') AS bigint) AS complaints,
    CAST(count(DISTINCT message_id) FILTER (WHERE event_type = 'Reject') AS bigint) AS rejects,
    CAST(count(DISTINCT message_id) FILTER (WHERE event_type = 'Rendering Failure') AS bigint) AS rendering_failures,
    CAST(count(DISTINCT message_id) FILTER (WHERE event_type = 'DeliveryDelay') AS bigint) AS delivery_delays,
    CAST(count(DISTINCT message_id) FILTER (WHERE event_type = 'Subscription') AS bigint) AS subscriptions
FROM email_events
WHERE happened_at IS NOT NULL
GROUP BY CAST(happened_at AS date), configuration_set
