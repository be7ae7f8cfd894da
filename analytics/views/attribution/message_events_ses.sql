-- One row per event of an email that carries a campaign tag. Values that begin with b64_ are base64url.
-- isBotEvent is Likely or Unlikely:
-- https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
SELECT
    CASE
        WHEN starts_with(e.campaign, 'b64_')
            THEN coalesce(try(from_utf8(from_base64url(substr(e.campaign, 5)))), e.campaign)
        ELSE e.campaign
    END AS journey,
    'email' AS channel,
    e.mail.messageid AS message_id,
    element_at(e.mail.destination, 1) AS recipient,
    CASE
        WHEN starts_with(e.username, 'b64_')
            THEN coalesce(try(from_utf8(from_base64url(substr(e.username, 5)))), e.username)
        ELSE e.username
    END AS username,
    CASE
        WHEN e.eventtype = 'Send' THEN 'sent'
        WHEN e.eventtype = 'Delivery' THEN 'delivered'
        WHEN e.eventtype = 'Open' AND coalesce(e.open.isbotevent, '') <> 'Likely' THEN 'opened'
        WHEN e.eventtype = 'Click' AND coalesce(e.click.isbotevent, '') <> 'Likely' THEN 'clicked'
        WHEN e.eventtype IN ('Open', 'Click') THEN 'bot'
        WHEN e.eventtype = 'Bounce' THEN 'bounced'
        WHEN e.eventtype = 'Complaint' THEN 'complained'
        WHEN e.eventtype = 'Reject' THEN 'rejected'
        WHEN e.eventtype = 'Rendering Failure' THEN 'failed'
        WHEN e.eventtype = 'DeliveryDelay' THEN 'delayed'
        WHEN e.eventtype = 'Subscription' THEN 'unsubscribed'
        ELSE 'other'
    END AS kind,
    CAST(try(from_iso8601_timestamp(coalesce(
        CASE e.eventtype
            WHEN 'Delivery' THEN e.delivery."timestamp"
            WHEN 'Open' THEN e.open."timestamp"
            WHEN 'Click' THEN e.click."timestamp"
            WHEN 'Bounce' THEN e.bounce."timestamp"
            WHEN 'Complaint' THEN e.complaint."timestamp"
            WHEN 'DeliveryDelay' THEN e.deliverydelay."timestamp"
            WHEN 'Subscription' THEN e.subscription."timestamp"
        END,
        e.mail."timestamp"
    ))) AS timestamp(3)) AS event_at,
    CAST(NULL AS double) AS cost_usd
FROM (
    SELECT
        eventtype,
        mail,
        delivery,
        open,
        click,
        bounce,
        complaint,
        deliverydelay,
        subscription,
        element_at(element_at(mail.tags, '${ses_campaign_tag}'), 1) AS campaign,
        element_at(element_at(mail.tags, 'username'), 1) AS username
    FROM ${ses_database}.ses_events
    WHERE datehour >= date_format(date_add('day', -${history_days}, current_timestamp), '%Y/%m/%d/%H')
) AS e
WHERE e.campaign <> ''
