-- One row per event of a text message that failed.
SELECT
    CAST(from_unixtime(event_timestamp / 1e3) AS timestamp(3)) AS event_timestamp,
    CAST(from_unixtime(arrival_timestamp / 1e3) AS timestamp(3))
        AS arrival_timestamp,
    application.app_id AS application_id,
    client.client_id AS endpoint_id,
    element_at(attributes, 'campaign_id') AS pinpoint_campaign_id,
    element_at(attributes, 'treatment_id') AS pinpoint_treatment_id,
    awsaccountid AS aws_account_id,
    element_at(attributes, 'sender_request_id') AS sender_request_id,
    element_at(attributes, 'destination_phone_number') AS destination_phone_number,
    element_at(attributes, 'record_status') AS record_status,
    element_at(attributes, 'iso_country_code') AS iso_country_code,
    try_cast(element_at(attributes, 'number_of_message_parts') AS bigint) AS number_of_message_parts,
    element_at(attributes, 'message_id') AS message_id,
    element_at(attributes, 'message_type') AS message_type,
    element_at(attributes, 'origination_phone_number') AS origination_phone_number,
    element_at(metrics, 'price_in_millicents_usd') AS price_in_millicents_usd,
    try(CAST(json_parse(element_at(attributes, 'customer_context')) AS map(varchar, varchar))) AS message_tags,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM all_events
WHERE event_type = '_SMS.FAILURE'
