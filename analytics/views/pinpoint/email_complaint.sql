-- One row per recipient who may have complained about an email.
SELECT
    CAST(from_unixtime(event_timestamp / 1e3) AS timestamp(3)) AS event_timestamp,
    CAST(from_unixtime(arrival_timestamp / 1e3) AS timestamp(3))
        AS arrival_timestamp,
    application.app_id AS application_id,
    client.client_id AS endpoint_id,
    element_at(attributes, 'campaign_id') AS pinpoint_campaign_id,
    element_at(attributes, 'treatment_id') AS pinpoint_treatment_id,
    awsaccountid AS aws_account_id,
    facets.email_channel.mail_event.mail.message_id AS message_id,
    CAST(from_unixtime(facets.email_channel.mail_event.mail.message_send_timestamp / 1e3) AS timestamp(3))
        AS message_send_timestamp,
    facets.email_channel.mail_event.mail.from_address AS from_address,
    facets.email_channel.mail_event.mail.destination AS destination,
    complained_recipient AS complained_email_address,
    facets.email_channel.mail_event.complaint.feedback_id AS feedback_id,
    facets.email_channel.mail_event.complaint.user_agent AS user_agent,
    facets.email_channel.mail_event.complaint.complaint_feedback_type AS complaint_feedback_type,
    map_concat(coalesce(client_context.custom, attributes), coalesce(attributes, client_context.custom))
        AS message_tags,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM all_events
LEFT JOIN UNNEST(
    transform(facets.email_channel.mail_event.complaint.complained_recipients, r -> r.email_address)
) AS unnested (complained_recipient) ON TRUE
WHERE event_type = '_email.complaint'
