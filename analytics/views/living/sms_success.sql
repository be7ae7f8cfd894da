-- One row per event of a text message that the carrier took or the phone got.
SELECT
    CAST(from_unixtime(eventtimestamp / 1e3) AS timestamp(3)) AS event_timestamp,
    CAST(from_unixtime(eventtimestamp / 1e3) AS timestamp(3)) AS arrival_timestamp,
    CAST(NULL AS varchar) AS application_id,
    CAST(NULL AS varchar) AS endpoint_id,
    element_at(context, '${campaign_tag}') AS pinpoint_campaign_id,
    CAST(NULL AS varchar) AS pinpoint_treatment_id,
    CAST(NULL AS varchar) AS aws_account_id,
    CAST(NULL AS varchar) AS sender_request_id,
    destinationphonenumber AS destination_phone_number,
    messagestatus AS record_status,
    isocountrycode AS iso_country_code,
    CAST(totalmessageparts AS bigint) AS number_of_message_parts,
    messageid AS message_id,
    messagetype AS message_type,
    originationphonenumber AS origination_phone_number,
    CASE
        WHEN coalesce(totalmessageprice, totalcarrierfee) IS NOT NULL
            THEN round((coalesce(totalmessageprice, 0e0) + coalesce(totalcarrierfee, 0e0)) * 1e5, 6)
    END AS price_in_millicents_usd,
    context AS message_tags,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM ${sms_database}.sms_events
WHERE split_part(eventtype, '_', 2) IN ('DELIVERED', 'SUCCESSFUL', 'COMPLETED', 'READ')
