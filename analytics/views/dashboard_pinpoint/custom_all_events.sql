-- One row per event that the app recorded: all that Pinpoint's channels, campaigns, journeys and tests did not.
SELECT
    event_type,
    CAST(from_unixtime(event_timestamp / 1e3) AS timestamp(3)) AS event_timestamp,
    CAST(from_unixtime(arrival_timestamp / 1e3) AS timestamp(3))
        AS arrival_timestamp,
    application.app_id AS application_id,
    client.client_id AS endpoint_id,
    awsaccountid AS aws_account_id,
    client.cognito_id AS cognito_id,
    element_at(session, 'session_id') AS session_id,
    CAST(from_unixtime(try_cast(element_at(session, 'start_timestamp') AS bigint) / 1e3) AS timestamp(3))
        AS session_start_time,
    CAST(from_unixtime(try_cast(element_at(session, 'stop_timestamp') AS bigint) / 1e3) AS timestamp(3))
        AS session_stop_time,
    attributes,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM all_events
WHERE
    NOT starts_with(event_type, '_email.')
    AND NOT starts_with(event_type, '_SMS.')
    AND NOT starts_with(event_type, '_campaign.')
    AND NOT starts_with(event_type, '_journey.')
    AND NOT starts_with(event_type, '_test.event')
