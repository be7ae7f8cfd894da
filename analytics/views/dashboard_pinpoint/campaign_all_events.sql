-- One row per event of a campaign.
SELECT
    event_type,
    CAST(from_unixtime(event_timestamp / 1e3) AS timestamp(3)) AS event_timestamp,
    CAST(from_unixtime(arrival_timestamp / 1e3) AS timestamp(3))
        AS arrival_timestamp,
    application.app_id AS application_id,
    client.client_id AS endpoint_id,
    element_at(attributes, 'campaign_id') AS pinpoint_campaign_id,
    element_at(attributes, 'treatment_id') AS pinpoint_treatment_id,
    awsaccountid AS aws_account_id,
    element_at(attributes, 'delivery_type') AS delivery_type,
    element_at(attributes, 'campaign_send_status') AS campaign_send_status,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM all_events
WHERE starts_with(event_type, '_campaign.')
