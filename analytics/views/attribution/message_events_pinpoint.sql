-- One row per event of a message that Amazon Pinpoint sent from a journey or campaign; they have ids, not names.
-- arrival_timestamp: the event_timestamp of emails is when they were sent. Push and custom channel have no message
-- id: there it is the endpoint and the activity. One millicent is a thousandth of a cent of USD.
-- https://docs.aws.amazon.com/pinpoint/latest/developerguide/event-streams.html
SELECT
    coalesce(element_at(attributes, 'journey_id'), element_at(attributes, 'campaign_id')) AS journey,
    CASE
        WHEN starts_with(event_type, '_email.') THEN 'email'
        WHEN starts_with(event_type, '_SMS.') THEN 'sms'
        ELSE 'push'
    END AS channel,
    CASE
        WHEN starts_with(event_type, '_email.') THEN facets.email_channel.mail_event.mail.message_id
        WHEN starts_with(event_type, '_SMS.') THEN element_at(attributes, 'message_id')
        ELSE concat_ws(
            '/',
            client.client_id,
            coalesce(element_at(attributes, 'journey_activity_id'), element_at(attributes, 'campaign_activity_id'))
        )
    END AS message_id,
    coalesce(
        element_at(facets.email_channel.mail_event.mail.destination, 1),
        element_at(attributes, 'destination_phone_number')
    ) AS recipient,
    CAST(NULL AS varchar) AS username,
    CASE
        WHEN
            coalesce(
                element_at(attributes, 'journey_send_status'), element_at(attributes, 'campaign_send_status'), 'SUCCESS'
            ) <> 'SUCCESS' THEN 'failed'
        WHEN event_type IN ('_email.send', '_SMS.BUFFERED', '_journey.send', '_campaign.send') THEN 'sent'
        WHEN event_type IN ('_email.delivered', '_SMS.SUCCESS') THEN 'delivered'
        WHEN event_type = '_email.open' THEN 'opened'
        WHEN event_type IN ('_campaign.opened_notification', '_journey.opened_notification') THEN 'opened'
        WHEN event_type = '_email.click' THEN 'clicked'
        WHEN event_type IN ('_email.hardbounce', '_email.softbounce', '_SMS.FAILURE') THEN 'bounced'
        WHEN event_type = '_email.complaint' THEN 'complained'
        WHEN event_type IN ('_email.unsubscribe', '_SMS.OPTOUT') THEN 'unsubscribed'
        WHEN event_type = '_email.rejected' THEN 'rejected'
        WHEN event_type = '_email.rendering_failure' THEN 'failed'
        ELSE 'other'
    END AS kind,
    CAST(from_unixtime(coalesce(arrival_timestamp, event_timestamp) / 1e3) AS timestamp(3)) AS event_at,
    element_at(metrics, 'price_in_millicents_usd') / 1e5 AS cost_usd
FROM ${pinpoint_database}.all_events
WHERE
    datehour >= date_format(date_add('day', -${history_days}, current_timestamp), '%Y/%m/%d/%H')
    AND coalesce(element_at(attributes, 'journey_id'), element_at(attributes, 'campaign_id')) <> ''
    -- Emails and texts have records of their own.
    AND (
        starts_with(event_type, '_email.')
        OR starts_with(event_type, '_SMS.')
        OR (
            event_type IN (
                '_campaign.send', '_campaign.opened_notification', '_journey.send', '_journey.opened_notification'
            )
            AND upper(coalesce(
                element_at(attributes, 'journey_activity_type'), element_at(attributes, 'delivery_type'), 'PUSH'
            )) NOT IN ('EMAIL', 'SMS')
        )
    )
