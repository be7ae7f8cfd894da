-- One row per event of an email, by Pinpoint's names. destination is the first recipient, destinations are all of them.
-- event_timestamp is when the email was sent and arrival_timestamp when this happened to it, as in Pinpoint's events.
SELECT
    CASE
        WHEN eventtype = 'Delivery' THEN '_email.delivered'
        WHEN eventtype = 'Bounce' AND bounce.bouncetype = 'Permanent' THEN '_email.hardbounce'
        WHEN eventtype = 'Bounce' THEN '_email.softbounce'
        WHEN eventtype = 'Reject' THEN '_email.rejected'
        WHEN eventtype = 'Subscription' THEN '_email.unsubscribe'
        WHEN eventtype = 'DeliveryDelay' THEN '_email.delivery_delay'
        ELSE concat('_email.', lower(replace(eventtype, ' ', '_')))
    END AS event_type,
    CAST(try(from_iso8601_timestamp(mail."timestamp")) AS timestamp(3)) AS event_timestamp,
    CAST(try(from_iso8601_timestamp(coalesce(
        CASE eventtype
            WHEN 'Delivery' THEN delivery."timestamp"
            WHEN 'Open' THEN open."timestamp"
            WHEN 'Click' THEN click."timestamp"
            WHEN 'Bounce' THEN bounce."timestamp"
            WHEN 'Complaint' THEN complaint."timestamp"
            WHEN 'DeliveryDelay' THEN deliverydelay."timestamp"
            WHEN 'Subscription' THEN subscription."timestamp"
        END,
        mail."timestamp"
    ))) AS timestamp(3)) AS arrival_timestamp,
    CAST(NULL AS varchar) AS application_id,
    CAST(NULL AS varchar) AS endpoint_id,
    element_at(element_at(mail.tags, '${campaign_tag}'), 1) AS pinpoint_campaign_id,
    CAST(NULL AS varchar) AS pinpoint_treatment_id,
    mail.sendingaccountid AS aws_account_id,
    mail.messageid AS message_id,
    CAST(try(from_iso8601_timestamp(mail."timestamp")) AS timestamp(3)) AS message_send_timestamp,
    mail.source AS from_address,
    element_at(mail.destination, 1) AS destination,
    mail.destination AS destinations,
    mail.commonheaders.subject AS subject,
    map(map_keys(mail.tags), transform(map_values(mail.tags), v -> element_at(v, 1))) AS message_tags,
    CAST(date_parse(datehour, '%Y/%m/%d/%H') AS timestamp(3)) AS ingest_timestamp,
    datehour
FROM ${ses_database}.ses_events
