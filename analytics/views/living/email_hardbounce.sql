-- One row per recipient of an email that bounced for good.
SELECT
    CAST(try(from_iso8601_timestamp(mail."timestamp")) AS timestamp(3)) AS event_timestamp,
    CAST(try(from_iso8601_timestamp(bounce."timestamp")) AS timestamp(3)) AS arrival_timestamp,
    CAST(NULL AS varchar) AS application_id,
    CAST(NULL AS varchar) AS endpoint_id,
    element_at(element_at(mail.tags, '${campaign_tag}'), 1) AS pinpoint_campaign_id,
    CAST(NULL AS varchar) AS pinpoint_treatment_id,
    mail.sendingaccountid AS aws_account_id,
    mail.messageid AS message_id,
    CAST(try(from_iso8601_timestamp(mail."timestamp")) AS timestamp(3)) AS message_send_timestamp,
    mail.source AS from_address,
    mail.destination AS destination,
    bounce.bouncetype AS bounce_type,
    bounce.bouncesubtype AS bounce_sub_type,
    bounce.feedbackid AS feedback_id,
    bounce.reportingmta AS reporting_mta,
    element_at(bounced_recipient, 1) AS bounced_recipient_email_address,
    element_at(bounced_recipient, 2) AS bounced_recipient_action,
    element_at(bounced_recipient, 3) AS bounced_recipient_status,
    element_at(bounced_recipient, 4) AS bounced_recipient_diagnostic_code,
    map(map_keys(mail.tags), transform(map_values(mail.tags), v -> element_at(v, 1))) AS message_tags,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM ${ses_database}.ses_events
LEFT JOIN UNNEST(
    transform(bounce.bouncedrecipients, r -> ARRAY[r.emailaddress, r.action, r.status, r.diagnosticcode])
) AS unnested (bounced_recipient) ON TRUE
WHERE eventtype = 'Bounce' AND bounce.bouncetype = 'Permanent'
