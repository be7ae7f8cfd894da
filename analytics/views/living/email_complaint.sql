-- One row per recipient who may have complained about an email.
SELECT
    CAST(try(from_iso8601_timestamp(mail."timestamp")) AS timestamp(3)) AS event_timestamp,
    CAST(try(from_iso8601_timestamp(complaint."timestamp")) AS timestamp(3)) AS arrival_timestamp,
    CAST(NULL AS varchar) AS application_id,
    CAST(NULL AS varchar) AS endpoint_id,
    element_at(element_at(mail.tags, '${campaign_tag}'), 1) AS pinpoint_campaign_id,
    CAST(NULL AS varchar) AS pinpoint_treatment_id,
    mail.sendingaccountid AS aws_account_id,
    mail.messageid AS message_id,
    CAST(try(from_iso8601_timestamp(mail."timestamp")) AS timestamp(3)) AS message_send_timestamp,
    mail.source AS from_address,
    mail.destination AS destination,
    complained_recipient AS complained_email_address,
    complaint.feedbackid AS feedback_id,
    complaint.useragent AS user_agent,
    complaint.complaintfeedbacktype AS complaint_feedback_type,
    map(map_keys(mail.tags), transform(map_values(mail.tags), v -> element_at(v, 1))) AS message_tags,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM ${ses_database}.ses_events
LEFT JOIN UNNEST(
    transform(complaint.complainedrecipients, r -> r.emailaddress)
) AS unnested (complained_recipient) ON TRUE
WHERE eventtype = 'Complaint'
