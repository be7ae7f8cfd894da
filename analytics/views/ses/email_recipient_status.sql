-- One row per message and recipient, with the furthest state that SES told of this recipient.
-- Opens and clicks do not say whose they are: they are here for messages with one recipient only.
WITH events AS (
    SELECT
        message_id,
        event_type,
        happened_at,
        subject,
        configuration_set,
        bounce_type,
        bounce_subtype,
        complaint_feedbacktype,
        -- "Ann <ann@example.org>" and Ann@example.org are one recipient.
        lower(trim(
            CASE
                WHEN regexp_like(addresses.address, '<[^<>]+>') THEN regexp_extract(addresses.address, '<([^<>]+)>', 1)
                ELSE addresses.address
            END
        )) AS recipient
    FROM email_events
    CROSS JOIN unnest(recipients) AS addresses (address)
    WHERE message_id IS NOT NULL
)

SELECT
    message_id,
    recipient,
    CASE
        WHEN count(*) FILTER (WHERE event_type = 'Complaint') > 0 THEN 'complained'
        WHEN count(*) FILTER (WHERE event_type = 'Bounce') > 0 THEN 'bounced'
        WHEN count(*) FILTER (WHERE event_type IN ('Delivery', 'Open', 'Click')) > 0 THEN 'delivered'
        WHEN count(*) FILTER (WHERE event_type = 'Reject') > 0 THEN 'rejected'
        WHEN count(*) FILTER (WHERE event_type = 'Rendering Failure') > 0 THEN 'rendering failed'
        WHEN count(*) FILTER (WHERE event_type = 'DeliveryDelay') > 0 THEN 'delayed'
        WHEN count(*) FILTER (WHERE event_type = 'Send') > 0 THEN 'sent'
    END AS status,
    min(subject) AS subject,
    min(configuration_set) AS configuration_set,
    min(happened_at) FILTER (WHERE event_type = 'Send') AS time_sent,
    min(happened_at) FILTER (WHERE event_type = 'DeliveryDelay') AS time_delayed,
    min(happened_at) FILTER (WHERE event_type = 'Delivery') AS time_delivered,
    min(happened_at) FILTER (WHERE event_type = 'Open') AS time_opened,
    min(happened_at) FILTER (WHERE event_type = 'Click') AS time_clicked,
    min(happened_at) FILTER (WHERE event_type = 'Bounce') AS time_bounced,
    element_at(
        array_agg(bounce_type ORDER BY happened_at, bounce_type, bounce_subtype)
        FILTER (WHERE event_type = 'Bounce'), 1
    ) AS bounce_type,
    element_at(
        array_agg(bounce_subtype ORDER BY happened_at, bounce_type, bounce_subtype)
        FILTER (WHERE event_type = 'Bounce'), 1
    ) AS bounce_subtype,
    min(happened_at) FILTER (WHERE event_type = 'Complaint') AS time_complained,
    element_at(
        array_agg(complaint_feedbacktype ORDER BY happened_at, complaint_feedbacktype)
        FILTER (WHERE event_type = 'Complaint'), 1
    ) AS complaint_feedbacktype
FROM events
GROUP BY message_id, recipient
