-- One row per recipient of an email that bounced for good.
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
    facets.email_channel.mail_event.bounce.bounce_type AS bounce_type,
    facets.email_channel.mail_event.bounce.bounce_sub_type AS bounce_sub_type,
    facets.email_channel.mail_event.bounce.feedback_id AS feedback_id,
    facets.email_channel.mail_event.bounce.reporting_mta AS reporting_mta,
    element_at(bounced_recipient, 1) AS bounced_recipient_email_address,
    element_at(bounced_recipient, 2) AS bounced_recipient_action,
    element_at(bounced_recipient, 3) AS bounced_recipient_status,
    element_at(bounced_recipient, 4) AS bounced_recipient_diagnostic_code,
    map_concat(coalesce(client_context.custom, attributes), coalesce(attributes, client_context.custom))
        AS message_tags,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM all_events
LEFT JOIN UNNEST(
    transform(
        facets.email_channel.mail_event.bounce.bounced_recipients,
        r -> ARRAY[r.email_address, r.action, r.status, r.diagnostic_code]
    )
) AS unnested (bounced_recipient) ON TRUE
WHERE event_type = '_email.hardbounce'
