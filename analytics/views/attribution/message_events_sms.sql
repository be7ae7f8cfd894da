-- One row per event of a text, picture or voice message whose Context names a campaign. Prices are in USD.
-- TEXT_SUCCESSFUL and TEXT_DELIVERED may stand for each other, by country:
-- https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html
SELECT
    element_at(context, '${sms_campaign_key}') AS journey,
    CASE split_part(eventtype, '_', 1)
        WHEN 'TEXT' THEN 'sms'
        WHEN 'MEDIA' THEN 'mms'
        ELSE lower(split_part(eventtype, '_', 1))
    END AS channel,
    messageid AS message_id,
    destinationphonenumber AS recipient,
    element_at(context, 'username') AS username,
    CASE
        WHEN split_part(eventtype, '_', 2) IN ('DELIVERED', 'SUCCESSFUL', 'ANSWERED', 'COMPLETED') THEN 'delivered'
        WHEN split_part(eventtype, '_', 2) IN ('QUEUED', 'PENDING', 'SENT', 'INITIATED', 'RINGING') THEN 'sent'
        WHEN split_part(eventtype, '_', 2) = 'READ' THEN 'opened'
        WHEN split_part(eventtype, '_', 2) IN ('INVALID', 'PROTECT', 'FILE') THEN 'rejected'
        ELSE 'bounced'
    END AS kind,
    CAST(from_unixtime(eventtimestamp / 1e3) AS timestamp(3)) AS event_at,
    coalesce(totalmessageprice, 0e0) + coalesce(totalcarrierfee, 0e0) AS cost_usd
FROM ${sms_database}.sms_events
WHERE
    datehour >= date_format(date_add('day', -${history_days}, current_timestamp), '%Y/%m/%d/%H')
    AND element_at(context, '${sms_campaign_key}') <> ''
