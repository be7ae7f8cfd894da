-- One row per event that the app recorded. Its clock says event_timestamp; cognito_id is the user's sub.
SELECT
    event_type,
    CAST(from_unixtime(event_timestamp / 1e3) AS timestamp(3)) AS event_timestamp,
    CAST(NULL AS timestamp(3)) AS arrival_timestamp,
    CAST(NULL AS varchar) AS application_id,
    CAST(NULL AS varchar) AS endpoint_id,
    CAST(NULL AS varchar) AS aws_account_id,
    user_sub AS cognito_id,
    CAST(NULL AS varchar) AS session_id,
    CAST(NULL AS timestamp(3)) AS session_start_time,
    CAST(NULL AS timestamp(3)) AS session_stop_time,
    attributes,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM ${app_database}.app_events
