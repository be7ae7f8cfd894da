-- One row per message and set of recipients: when each thing first happened to it, in UTC.
SELECT
    message_id,
    min(subject) AS subject,
    destination,
    min(happened_at) FILTER (WHERE event_type = 'Send') AS time_sent,
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
    ) AS complaint_feedbacktype,
    min(configuration_set) AS configuration_set,
    min(happened_at) FILTER (WHERE event_type = 'DeliveryDelay') AS time_delayed,
    min(happened_at) FILTER (WHERE event_type = 'Reject') AS time_rejected,
    min(reject_reason) AS reject_reason,
    min(rendering_error) AS rendering_error
FROM email_events
WHERE message_id IS NOT NULL
GROUP BY message_id, destination
