-- One row per channel and campaign, or journey, of one day (UTC): ${day}. A message counts once for each thing that
-- happened to it, on the day when that first happened, as far as the four days before tell. Duplicates change nothing.
-- What arrives more than a day late is missing until the day is run again.
WITH things AS (
    SELECT
        'email' AS channel,
        coalesce(pinpoint_campaign_id, element_at(message_tags, 'journey_id')) AS campaign,
        message_id,
        arrival_timestamp AS happened_at,
        CAST(NULL AS double) AS price,
        CASE event_type
            WHEN '_email.send' THEN ARRAY['send']
            WHEN '_email.delivered' THEN ARRAY['delivered']
            WHEN '_email.open' THEN ARRAY['open']
            WHEN '_email.click' THEN ARRAY['click']
            WHEN '_email.hardbounce' THEN ARRAY['hard bounce']
            WHEN '_email.softbounce' THEN ARRAY['soft bounce']
            WHEN '_email.complaint' THEN ARRAY['complaint']
            WHEN '_email.unsubscribe' THEN ARRAY['unsubscribe']
            WHEN '_email.rejected' THEN ARRAY['failure']
            WHEN '_email.rendering_failure' THEN ARRAY['failure']
        END AS kinds
    FROM ${view_prefix}email_all_events
    WHERE
        datehour >= date_format(date_add('day', -4, DATE '${day}'), '%Y/%m/%d/%H')
        AND datehour < date_format(date_add('day', 2, DATE '${day}'), '%Y/%m/%d/%H')
    UNION ALL
    SELECT
        'sms' AS channel,
        coalesce(pinpoint_campaign_id, element_at(message_tags, 'journey_id')) AS campaign,
        message_id,
        arrival_timestamp AS happened_at,
        price_in_millicents_usd AS price,
        -- Nothing says that a text was sent: the first that is heard of it does. It is paid for when it has an end.
        CASE event_type
            WHEN '_SMS.BUFFERED' THEN ARRAY['send']
            WHEN '_SMS.SUCCESS' THEN ARRAY['send', 'delivered', 'end']
            WHEN '_SMS.FAILURE' THEN ARRAY['send', 'failure', 'end']
            WHEN '_SMS.OPTOUT' THEN ARRAY['unsubscribe']
        END AS kinds
    FROM ${view_prefix}sms_all_events
    WHERE
        datehour >= date_format(date_add('day', -4, DATE '${day}'), '%Y/%m/%d/%H')
        AND datehour < date_format(date_add('day', 2, DATE '${day}'), '%Y/%m/%d/%H')
),

firsts AS (
    SELECT
        channel,
        message_id,
        kind,
        min(campaign) AS campaign,
        CAST(min(happened_at) AS date) AS happened_on,
        max(price) AS price
    FROM things
    CROSS JOIN UNNEST(kinds) AS unnested (kind)
    WHERE message_id IS NOT NULL
    GROUP BY channel, message_id, kind
)

SELECT
    '${day}' AS day,
    channel,
    campaign,
    CAST(count(*) FILTER (WHERE kind = 'send') AS bigint) AS sends,
    CAST(count(*) FILTER (WHERE kind = 'delivered') AS bigint) AS delivered,
    CAST(count(*) FILTER (WHERE kind = 'open') AS bigint) AS opens,
    CAST(count(*) FILTER (WHERE kind = 'click') AS bigint) AS clicks,
    CAST(count(*) FILTER (WHERE kind = 'hard bounce') AS bigint) AS hard_bounces,
    CAST(count(*) FILTER (WHERE kind = 'soft bounce') AS bigint) AS soft_bounces,
    CAST(count(*) FILTER (WHERE kind = 'complaint') AS bigint) AS complaints,
    CAST(count(*) FILTER (WHERE kind = 'unsubscribe') AS bigint) AS unsubscribes,
    CAST(count(*) FILTER (WHERE kind = 'failure') AS bigint) AS failures,
    CASE
        WHEN channel = 'sms' THEN round(coalesce(sum(price) FILTER (WHERE kind = 'end'), 0e0) / 1e5, 6)
    END AS cost_usd
FROM firsts
WHERE happened_on = DATE '${day}'
GROUP BY channel, campaign
