-- One row per event of a journey. What is said of the endpoint comes from the JSON text that Pinpoint sends with it.
SELECT
    event_type,
    CAST(from_unixtime(event_timestamp / 1e3) AS timestamp(3)) AS event_timestamp,
    CAST(from_unixtime(arrival_timestamp / 1e3) AS timestamp(3))
        AS arrival_timestamp,
    application.app_id AS application_id,
    client.client_id AS endpoint_id,
    awsaccountid AS aws_account_id,
    element_at(attributes, 'journey_run_id') AS journey_run_id,
    element_at(attributes, 'journey_send_status') AS journey_send_status,
    element_at(attributes, 'journey_id') AS journey_id,
    element_at(attributes, 'journey_activity_id') AS journey_activity_id,
    json_extract_scalar(try(json_parse(element_at(client_context.custom, 'endpoint'))), '$.EndpointStatus')
        AS end_point_status,
    json_extract_scalar(try(json_parse(element_at(client_context.custom, 'endpoint'))), '$.ChannelType')
        AS channel_type,
    json_extract_scalar(try(json_parse(element_at(client_context.custom, 'endpoint'))), '$.User.UserId') AS user_id,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM all_events
WHERE starts_with(event_type, '_journey.')
