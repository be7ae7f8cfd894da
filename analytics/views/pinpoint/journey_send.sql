-- One row per message that a journey sent to an endpoint, or tried to.
SELECT
    CAST(from_unixtime(event_timestamp / 1e3) AS timestamp(3)) AS event_timestamp,
    CAST(from_unixtime(arrival_timestamp / 1e3) AS timestamp(3))
        AS arrival_timestamp,
    application.app_id AS application_id,
    client.client_id AS endpoint_id,
    element_at(attributes, 'campaign_id') AS pinpoint_campaign_id,
    element_at(attributes, 'treatment_id') AS pinpoint_treatment_id,
    awsaccountid AS aws_account_id,
    element_at(attributes, 'journey_run_id') AS journey_run_id,
    element_at(attributes, 'journey_send_status') AS journey_send_status,
    element_at(attributes, 'journey_id') AS journey_id,
    element_at(attributes, 'journey_activity_id') AS journey_activity_id,
    map_concat(coalesce(client_context.custom, attributes), coalesce(attributes, client_context.custom))
        AS message_tags,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM all_events
WHERE event_type = '_journey.send'
