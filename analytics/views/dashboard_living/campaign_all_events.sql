-- One row per event of an email or a text message that names its campaign: those rows of the two views, once more.
SELECT
    event_type,
    event_timestamp,
    arrival_timestamp,
    application_id,
    endpoint_id,
    pinpoint_campaign_id,
    pinpoint_treatment_id,
    aws_account_id,
    CAST(NULL AS varchar) AS delivery_type,
    CAST(NULL AS varchar) AS campaign_send_status,
    ingest_timestamp,
    datehour
FROM ${view_prefix}email_all_events
WHERE pinpoint_campaign_id IS NOT NULL
UNION ALL
SELECT
    event_type,
    event_timestamp,
    arrival_timestamp,
    application_id,
    endpoint_id,
    pinpoint_campaign_id,
    pinpoint_treatment_id,
    aws_account_id,
    CAST(NULL AS varchar) AS delivery_type,
    CAST(NULL AS varchar) AS campaign_send_status,
    ingest_timestamp,
    datehour
FROM ${view_prefix}sms_all_events
WHERE pinpoint_campaign_id IS NOT NULL
